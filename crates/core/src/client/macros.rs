//! The macro that makes an exchange's client of what differs between exchanges.

/// Makes the client of an exchange, its environments, and its [`Exchange`](crate::Exchange).
///
/// Behind each environment stands its base URL, and in brackets the headers that every request to
/// it carries. The environments under `custom` hold a base URL of the user's own; there is always
/// one called `Custom`. The crate calls its `Credentials`, its `Signer` (see
/// [`Authenticator`](crate::Authenticator)) and its generated `PROFILE` so. What the client holds
/// besides begins with its default.
#[macro_export]
macro_rules! client {
    (
        $(#[$client_meta:meta])*
        pub struct Client($exchange:ident) { $($field:ident: $type:ty),* $(,)? }

        $(#[$meta:meta])*
        pub enum Environment { $(
            $(#[$variant_meta:meta])*
            $variant:ident = $url:literal $([$($header:literal: $value:literal),*])?,
        )+ }
        custom { $(
            $(#[$custom_meta:meta])*
            $custom:ident $([$($custom_header:literal: $custom_value:literal),*])?,
        )+ }
    ) => {
        $(#[$client_meta])*
        #[derive(Clone)]
        pub struct Client {
            transport: $crate::Transport,
            #[allow(dead_code, reason = "not every exchange has calls besides its operations")]
            signer: ::std::sync::Arc<Signer>,
            $($field: $type,)*
        }

        impl Client {
            /// Begins a client: environment, credentials, timeouts.
            #[must_use]
            pub fn builder() -> $crate::ClientBuilder<$exchange> {
                $crate::ClientBuilder::default()
            }

            /// Returns what is used of the exchange's limits, shared by all clients that the
            /// exchange counts together.
            #[must_use]
            pub fn limits(&self) -> Vec<$crate::LimitState> {
                self.transport.limits()
            }

            /// Returns what carries the requests.
            pub(crate) fn transport(&self) -> &$crate::Transport {
                &self.transport
            }

            /// Returns what signs.
            #[allow(dead_code, reason = "not every exchange has calls besides its operations")]
            pub(crate) fn signer(&self) -> &Signer {
                &self.signer
            }
        }

        impl ::std::fmt::Debug for Client {
            fn fmt(&self, to: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                to.debug_struct("Client").field("transport", &self.transport).finish_non_exhaustive()
            }
        }

        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Environment {
            $($(#[$variant_meta])* $variant,)+
            $($(#[$custom_meta])* $custom(String),)+
        }

        impl<T: Into<String>> From<T> for Environment {
            fn from(base_url: T) -> Self {
                Self::Custom(base_url.into())
            }
        }

        #[doc = concat!(stringify!($exchange), ", for [`ClientBuilder`](venue_core::ClientBuilder).")]
        #[derive(Debug)]
        pub enum $exchange {}

        impl $crate::Exchange for $exchange {
            type Environment = Environment;
            type Credentials = Credentials;
            type Authenticator = Signer;
            type Client = Client;

            const PROFILE: $crate::ExchangeProfile = PROFILE;

            fn base_url(environment: &Environment) -> &str {
                match environment {
                    $(Environment::$variant => $url,)+
                    $(Environment::$custom(url) => url,)+
                }
            }

            fn headers(environment: &Environment) -> Vec<(&'static str, &'static str)> {
                match environment {
                    $(Environment::$variant => vec![$($(($header, $value)),*)?],)+
                    $(Environment::$custom(_) => vec![$($(($custom_header, $custom_value)),*)?],)+
                }
            }

            fn authenticator(credentials: Option<Credentials>) -> Result<Signer, $crate::Error> {
                Signer::new(credentials)
            }

            fn client(transport: $crate::Transport, signer: ::std::sync::Arc<Signer>) -> Client {
                Client { transport, signer, $($field: Default::default(),)* }
            }
        }
    };
}
