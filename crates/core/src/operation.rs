//! What a client knows of an operation before it calls it. The table is generated from the spec.

use reqwest::Method;

/// One operation of an exchange, as its spec describes it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The full name: the group and the `operationId` of the spec, `spot_trade.place_order`; for
    /// an exchange with one group the `operationId` alone. No other operation of the exchange has it.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template: `/api/v2/spot/trade/place-order`, `/account/nonce/{user_id}/`.
    pub path: &'static str,
    /// The credentials that it needs.
    pub security: Security,
    /// Whether it may be sent a second time.
    pub retry: Retry,
    /// The exchange's limit, if one is documented.
    pub rate_limit: Option<RateLimit>,
    /// The wrapper around the response, where there is one.
    pub envelope: Option<&'static Envelope>,
    /// The field of the payload that tells the exchange's time.
    pub clock: Option<&'static str>,
    /// Whether the response holds a secret, so that no error may quote from it.
    pub confidential: bool,
    /// The fields of the request that the response repeats.
    pub echo: &'static [&'static str],
}

impl Operation {
    /// Returns an operation with this name, method and path, public and never sent twice.
    #[must_use]
    pub const fn new(name: &'static str, method: Method, path: &'static str) -> Self {
        Self {
            name,
            method,
            path,
            security: Security::Public,
            retry: Retry::Never,
            rate_limit: None,
            envelope: None,
            clock: None,
            confidential: false,
            echo: &[],
        }
    }

    /// Returns the `operationId` of the spec, `place_order`: the part of the name after the group.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.name.rsplit_once('.').map_or(self.name, |(_, id)| id)
    }

    /// Sets the credentials that it needs. Default: none.
    #[must_use]
    pub const fn security(mut self, security: Security) -> Self {
        self.security = security;
        self
    }

    /// Sets whether it may be sent a second time. Default: never.
    #[must_use]
    pub const fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Sets the exchange's limit. Default: none.
    #[must_use]
    pub const fn rate_limit(mut self, requests: u32, seconds: u32, scope: Scope) -> Self {
        self.rate_limit = Some(RateLimit { requests, seconds, scope });
        self
    }

    /// Sets the wrapper around the response. Default: none.
    #[must_use]
    pub const fn envelope(mut self, envelope: &'static Envelope) -> Self {
        self.envelope = Some(envelope);
        self
    }

    /// Sets the fields of the request that the response repeats; one that names something else
    /// belongs to another request. Default: none.
    #[must_use]
    pub const fn echo(mut self, fields: &'static [&'static str]) -> Self {
        self.echo = fields;
        self
    }

    /// Marks the response as holding a secret. Default: it holds none.
    #[must_use]
    pub const fn confidential(mut self) -> Self {
        self.confidential = true;
        self
    }

    /// Sets the field of the response that holds the exchange's time. Default: none.
    #[must_use]
    pub const fn clock(mut self, field: &'static str) -> Self {
        self.clock = Some(field);
        self
    }
}

/// Makes the module `operations` of a group: its operations by name, and the list of all of them.
/// Each stands in a module of its own.
#[macro_export]
macro_rules! operations {
    ($($module:ident: $name:ident),* $(,)?) => {
        /// The operations of this group: what the client knows before it calls.
        pub mod operations {
            $(pub use super::$module::OPERATION as $name;)*

            /// All operations of this group, in the order of the spec.
            pub static ALL: &[&$crate::Operation] = &[$(&$name),*];
        }
    };
}

/// Makes the handle of a group: what the methods that begin its operations stand on.
#[macro_export]
macro_rules! group {
    ($(#[$meta:meta])* pub struct $name:ident;) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'a> {
            transport: &'a $crate::Transport,
        }

        impl<'a> $name<'a> {
            #[inline]
            pub(crate) const fn new(transport: &'a $crate::Transport) -> Self {
                Self { transport }
            }
        }
    };
}

/// The credentials that an operation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// None are needed, none are sent.
    Public,
    /// They are sent if the client has them. Holds the scheme's name in the spec.
    Optional(&'static str),
    /// They are needed; without them nothing is sent. Holds the scheme's name in the spec.
    Required(&'static str),
}

/// Whether an operation may be sent a second time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It reads only; sending it twice does no harm.
    Safe,
    /// It may have an effect; it is sent once.
    Never,
}

/// A limit on requests, as the exchange documents it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// The number of requests.
    pub requests: u32,
    /// The window, in seconds.
    pub seconds: u32,
    /// The scope in which they are counted.
    pub scope: Scope,
}

/// The scope in which an exchange counts requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The user, whatever the IP address.
    User,
    /// The IP address, whoever the user.
    Ip,
}

/// The wrapper that an exchange puts around every response.
#[derive(Debug)]
pub struct Envelope {
    /// The field that holds the code.
    pub code: &'static str,
    /// The codes that mean success.
    pub success: &'static [&'static str],
    /// The fields that may hold the message; the first one present counts.
    pub message: &'static [&'static str],
    /// The field that holds the payload.
    pub data: &'static str,
    /// The field that holds the time of the response, in milliseconds, where there is one.
    pub time: Option<&'static str>,
}
