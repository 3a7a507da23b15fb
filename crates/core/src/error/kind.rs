//! What a failure is, for programs to match on.

/// What became of a request that failed.
///
/// It is never wrong in the dangerous direction: where it cannot be excluded that the
/// exchange acted, it is [`Outcome::Unknown`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The exchange has not seen the request. Sending it again is a first attempt.
    NotSent,
    /// The exchange responded that it did not do what was asked: by a code of its own, as far as the
    /// response can be read, or by a status that proves it. Of those with which a program on the way
    /// may respond after it has asked the exchange (406, 409, 410, 412, 422) a message of the
    /// exchange must be there too; 408, 499, redirects and 5xx prove nothing.
    Rejected,
    /// The exchange may or may not have acted. Look the order up before anything else.
    Unknown,
}

/// The kind of a failure, for programs to match on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client was set up wrongly: base URL, key, HTTP client.
    Configuration,
    /// A parameter is missing or does not fit; nothing was sent.
    InvalidRequest,
    /// The operation needs credentials that the client does not have; nothing was sent.
    MissingCredentials,
    /// The exchange does not accept the credentials.
    Authentication,
    /// The credentials do not allow this operation, from this IP address, or for this account.
    Permission,
    /// The exchange finds the time of the request too far from its own.
    Clock,
    /// The exchange does not accept the signature.
    Signature,
    /// Too many requests.
    RateLimit,
    /// Not enough funds, margin or position.
    InsufficientFunds,
    /// The exchange does not accept a parameter.
    InvalidParameter,
    /// The order, position, symbol or path does not exist.
    NotFound,
    /// An order with this client order id exists already.
    Duplicate,
    /// The order breaks a rule of the market.
    OrderRejected,
    /// The account, order or symbol is in a state that does not allow this.
    InvalidState,
    /// A limit on orders, positions or amounts is reached.
    LimitExceeded,
    /// The exchange failed or is overloaded.
    Unavailable,
    /// The exchange or the symbol is suspended for maintenance.
    Maintenance,
    /// The exchange says that it does not know whether it acted.
    UnknownOutcome,
    /// The connection could not be made, or broke.
    Transport,
    /// The time allowed for the call was over.
    Timeout,
    /// The response is not what the spec says.
    Decode,
    /// A failure that none of the above describes; see the code and the message.
    Other,
}
