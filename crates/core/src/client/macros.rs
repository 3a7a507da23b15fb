//! The macro that makes an exchange's client of what differs between exchanges.

/// Makes the client of an exchange, its environments, and its [`Exchange`](crate::Exchange).
///
/// After each environment come its base URL and, in brackets, the headers of every request to it.
/// The environments under `custom` hold a base URL of the user's own; there is always one called
/// `Custom`. The crate must have types `Credentials` and `Signer` (see
/// [`Authenticator`](crate::Authenticator)) and the generated `PROFILE`. Further fields of the
/// client begin with their defaults.
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
            /// Returns a builder, which takes environment, credentials and timeouts.
            #[must_use]
            pub fn builder() -> $crate::ClientBuilder<$exchange> {
                $crate::ClientBuilder::default()
            }

            /// Returns how much of each limit is used, by all clients that the exchange counts
            /// together.
            #[must_use]
            pub fn limits(&self) -> Vec<$crate::LimitState> {
                self.transport.limits()
            }

            /// Returns the transport, which sends the requests.
            pub(crate) fn transport(&self) -> &$crate::Transport {
                &self.transport
            }

            /// Returns what signs the requests.
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
