//! Logging in and out. The client logs in by itself; these calls are for programs that decide when.

use venue_core::{Call, Error, Response};

use crate::{
    Client,
    generated::api::{operations, types::Session},
};

impl Client {
    /// Logs in with the client's email address and secret, and keeps the token for the calls that
    /// follow, of all clones.
    ///
    /// Calls that need a token log in by themselves if there is none.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn login(&self) -> Result<Response<Session>, Error> {
        self.signer().log_in(self.transport().side_channel()).await
    }

    /// Ends the session: the exchange and the client forget the token.
    ///
    /// # Errors
    /// See [`Error`]; the client forgets the token in any case.
    pub async fn logout(&self) -> Result<Response<()>, Error> {
        let result = Call::new(self.transport(), &operations::LOGOUT).send(&()).await;
        self.signer().forget();
        result
    }
}
