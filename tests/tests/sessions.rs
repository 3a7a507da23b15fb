//! Durian's sessions: one login for all callers, and failures that come inside HTTP 200.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::time::Duration;

use venue_core::{Error, ErrorKind, Outcome, RetryPolicy};
use venue_durian::{
    Client, Credentials,
    types::{PositionSide, Side},
};
use venue_sandbox::{Durian, Received};

const LOGIN: &str = "login";
const LOGOUT: &str = "logout";
const POSITIONS: &str = "positions";
const COINS: &str = "coins";
const OPEN: &str = "open_position";

async fn start() -> Durian {
    Durian::start().await.unwrap()
}

fn client(durian: &Durian, credentials: impl Into<Credentials>) -> Client {
    let none = Duration::ZERO;
    Client::builder()
        .environment(durian.environment())
        .credentials(credentials)
        .retry(RetryPolicy::new().waits(none, none))
        .build()
        .unwrap()
}

fn logs_in(durian: &Durian) -> Client {
    client(durian, durian.credentials())
}

/// A client with a token from a login of another one, which is the first thing received.
async fn has_token(durian: &Durian) -> Client {
    let session = logs_in(durian).login().await.unwrap();
    client(durian, Credentials::token(session.token.expose()))
}

/// The operations that were asked for.
fn asked(durian: &Durian) -> Vec<String> {
    durian.received().into_iter().filter_map(|one| one.operation).collect()
}

fn count(durian: &Durian, operation: &str) -> usize {
    asked(durian).iter().filter(|one| *one == operation).count()
}

/// The token that a request came with.
fn token(one: &Received) -> Option<&str> {
    one.header("authorization").map(|value| value.strip_prefix("Bearer ").unwrap())
}

fn shown(error: &Error) -> String {
    format!("{error} {error:?} {error:#?}")
}

async fn open(client: &Client) -> Result<(), Error> {
    let call = client.open_position().symbol("BT_PERP_BTC_USD").side(Side::Buy);
    let call = call.position_side(PositionSide::Long).order_qty("0.03").leverage(20);
    call.send().await.map(drop)
}

fn kind_and_outcome(error: &Error) -> (ErrorKind, Outcome) {
    (error.kind(), error.outcome())
}

#[tokio::test]
async fn the_first_private_call_logs_in_once_and_the_calls_after_it_use_the_token() {
    let durian = start().await;
    let client = logs_in(&durian);
    for _ in 0..3 {
        client.positions().send().await.unwrap();
    }
    assert_eq!(asked(&durian), [LOGIN, POSITIONS, POSITIONS, POSITIONS]);
    let received = durian.received();
    let (email, secret) = durian.credentials();
    let body = format!(r#"{{"email":"{email}","type":"1","secret":"{secret}"}}"#);
    assert_eq!(received[0].body, body);
    assert_eq!(token(&received[0]), None);
    assert!(received.iter().all(|one| one.verdict.is_served()));
    let first = token(&received[1]);
    assert!(first.is_some() && received[1..].iter().all(|one| token(one) == first));
}

#[tokio::test]
async fn callers_at_the_same_time_wait_for_one_login() {
    let durian = start().await;
    let (one, two) = (logs_in(&durian), logs_in(&durian));
    let clone = one.clone();
    let results = tokio::join!(
        one.positions().send(),
        clone.positions().send(),
        one.positions().symbol("BT_PERP_BTC_USD").send(),
    );
    assert!(results.0.is_ok() && results.1.is_ok() && results.2.is_ok());
    assert_eq!(count(&durian, LOGIN), 1);
    two.positions().send().await.unwrap();
    assert_eq!(count(&durian, LOGIN), 2, "another client has a session of its own");
}

#[tokio::test]
async fn a_login_that_is_called_for_is_the_only_one() {
    let durian = start().await;
    let client = logs_in(&durian);
    let session = client.login().await.unwrap();
    client.clone().positions().send().await.unwrap();
    assert_eq!(asked(&durian), [LOGIN, POSITIONS]);
    assert_eq!(token(&durian.received()[1]), Some(session.token.expose()));
    assert_eq!(session.user_id, Some(10));
}

#[tokio::test]
async fn a_token_that_was_given_needs_no_login() {
    let durian = start().await;
    has_token(&durian).await.positions().send().await.unwrap();
    assert_eq!(asked(&durian), [LOGIN, POSITIONS]);
}

#[tokio::test]
async fn a_client_with_a_token_alone_cannot_log_in() {
    let durian = start().await;
    let error = has_token(&durian).await.login().await.unwrap_err();
    assert_eq!(kind_and_outcome(&error), (ErrorKind::MissingCredentials, Outcome::NotSent));
    assert_eq!(error.operation().unwrap().id(), "login");
    assert_eq!(count(&durian, LOGIN), 1, "that of the other client");
}

#[tokio::test]
async fn a_login_that_fails_inside_http_200_fails_the_call_that_was_never_sent() {
    let durian = start().await;
    let client = client(&durian, ("somebody@example.com", "another-secret"));
    let read = client.positions().send().await.unwrap_err();
    let write = open(&client).await.unwrap_err();
    for error in [read, write] {
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert_eq!((error.code(), error.message()), (Some("401"), "unauthorized"));
        assert_eq!(error.status().unwrap(), 200);
    }
    assert_eq!(asked(&durian), [LOGIN, LOGIN], "each call tried once, and nothing but the login");
}

#[tokio::test]
async fn a_login_without_a_response_fails_the_call_that_was_never_sent() {
    let durian = start().await;
    durian.next(LOGIN).unwrap().cut();
    let error = open(&logs_in(&durian)).await.unwrap_err();
    assert_eq!(kind_and_outcome(&error), (ErrorKind::Transport, Outcome::NotSent));
    assert_eq!(asked(&durian), [LOGIN]);
    assert!(durian.effects().is_empty());
}

#[tokio::test]
async fn a_login_without_a_token_in_its_response_is_an_error() {
    let durian = start().await;
    durian.next(LOGIN).unwrap().respond(200, r#"{"msg":"success","code":200,"data":{"userId":7}}"#);
    let error = logs_in(&durian).positions().send().await.unwrap_err();
    assert_eq!(kind_and_outcome(&error), (ErrorKind::Decode, Outcome::NotSent));
    assert!(error.message().contains("missing field `token`"), "{error}");
}

#[tokio::test]
async fn a_token_that_cannot_stand_in_a_header_is_an_error_that_does_not_show_it() {
    let durian = start().await;
    let response =
        r#"{"msg":"success","code":200,"data":{"token":"fresh-token\r\nx-evil: 1","userId":7}}"#;
    durian.next(LOGIN).unwrap().respond(200, response);
    let error = open(&logs_in(&durian)).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(!shown(&error).contains("fresh-token"), "{error:?}");
    assert_eq!(asked(&durian), [LOGIN]);
}

#[tokio::test]
async fn a_login_response_that_cannot_be_read_is_an_error_that_does_not_show_its_token() {
    let responses = [
        r#"{"msg":"ok","code":200,"data":{"token":"fresh-token-17","userId":"no number"}}"#,
        r#"{"msg":"ok","code":200,"data":"fresh-token-17"}"#,
        r#"{"msg":"ok","data":{"token":"fresh-token-17"}}"#,
        r#"{"msg":"ok","code":0,"data":{"token":"fresh-token-17"}}"#,
    ];
    let durian = start().await;
    for response in responses {
        durian.next(LOGIN).unwrap().times(2).respond(200, response);
        let client = logs_in(&durian);
        for error in [client.login().await.unwrap_err(), open(&client).await.unwrap_err()] {
            assert!(!shown(&error).contains("fresh-token-17"), "{response}: {error:?}");
        }
    }
}

#[tokio::test]
async fn a_login_is_tried_again_after_it_has_failed() {
    let durian = start().await;
    durian.next(LOGIN).unwrap().respond(200, r#"{"msg":"busy","code":500}"#);
    let client = logs_in(&durian);
    client.positions().send().await.unwrap_err();
    client.positions().send().await.unwrap();
    assert_eq!(asked(&durian), [LOGIN, LOGIN, POSITIONS]);
}

#[tokio::test]
async fn a_caller_that_gives_up_during_the_login_does_not_hold_up_the_others() {
    let durian = start().await;
    durian.next(LOGIN).unwrap().delay(Duration::from_secs(86_400)).pass();
    let client = logs_in(&durian);
    {
        let seen = async {
            while durian.received().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            _ = client.positions().send() => panic!("nobody responded"),
            () = seen => {}
        }
    }
    client.positions().send().await.unwrap();
    assert_eq!(asked(&durian), [LOGIN, LOGIN, POSITIONS]);
}

#[tokio::test]
async fn a_code_other_than_200_is_an_error_whatever_the_status_says() {
    let cases = [
        (r#"{"msg":"no margin","code":500}"#, "500", Outcome::Unknown, "no margin"),
        (r#"{"msg":"string","code":0}"#, "0", Outcome::Unknown, "string"),
        (r#"{"msg":"bad","code":400}"#, "400", Outcome::Rejected, "bad"),
        (r#"{"msg":"forbidden","code":"403"}"#, "403", Outcome::Rejected, "forbidden"),
        (r#"{"msg":"new","code":601,"data":[]}"#, "601", Outcome::Rejected, "new"),
        (r#"{"msg":"","code":2000}"#, "2000", Outcome::Rejected, "the exchange gave no reason"),
    ];
    let durian = start().await;
    let client = has_token(&durian).await;
    for (sent, (response, code, outcome, message)) in cases.into_iter().enumerate() {
        durian.next(OPEN).unwrap().respond(200, response);
        let error = open(&client).await.unwrap_err();
        assert_eq!(error.code(), Some(code), "{response}");
        assert_eq!(error.outcome(), outcome, "{response}");
        assert_eq!(error.message(), message, "{response}");
        assert_eq!(error.operation().unwrap().id(), "open_position");
        assert_eq!(count(&durian, OPEN), sent + 1, "{response}");
    }
    assert!(durian.effects().is_empty());
}

#[tokio::test]
async fn a_response_without_a_code_is_an_error_of_unknown_outcome() {
    let responses =
        [r#"{"msg":"success","data":{}}"#, "{}", r#"{"code":null,"data":{}}"#, "[]", "", "ok"];
    let durian = start().await;
    let client = has_token(&durian).await;
    for (sent, response) in responses.into_iter().enumerate() {
        durian.next(OPEN).unwrap().executed().respond(200, response);
        let error = open(&client).await.unwrap_err();
        let seen = kind_and_outcome(&error);
        assert_eq!(seen, (ErrorKind::Decode, Outcome::Unknown), "{response}");
        assert_eq!(durian.effects().len(), sent + 1, "{response}");
    }
}

#[tokio::test]
async fn a_success_code_as_text_is_success() {
    let durian = start().await;
    durian.next(POSITIONS).unwrap().respond(200, r#"{"msg":"success","code":"200","data":[]}"#);
    has_token(&durian).await.positions().send().await.unwrap();
}

#[tokio::test]
async fn a_payload_that_is_absent_or_null_is_success_where_none_is_expected() {
    let durian = start().await;
    let client = has_token(&durian).await;
    for response in [r#"{"msg":"ok","code":200}"#, r#"{"msg":"ok","code":200,"data":null}"#] {
        durian.next_any().times(3).respond(200, response);
        client.close_all_positions().send().await.unwrap();
        assert!(client.positions().send().await.unwrap().is_empty());
        let error = open(&client).await.unwrap_err();
        assert_eq!(kind_and_outcome(&error), (ErrorKind::Decode, Outcome::Unknown));
    }
}

#[tokio::test]
async fn an_expired_token_is_renewed_and_the_call_sent_once_more() {
    let durian = start().await;
    let client = logs_in(&durian);
    client.login().await.unwrap();
    durian.with_venue(|venue| venue.expire_tokens());
    open(&client).await.unwrap();
    client.positions().send().await.unwrap();
    assert_eq!(asked(&durian), [LOGIN, OPEN, LOGIN, OPEN, POSITIONS]);
    let received = durian.received();
    assert!(token(&received[1]) != token(&received[3]));
    assert_eq!(token(&received[3]), token(&received[4]));
    assert_eq!(durian.effects().len(), 1, "the position was opened once");
}

#[tokio::test]
async fn a_token_that_is_always_unauthorized_is_renewed_once_for_a_call() {
    let durian = start().await;
    durian.next(POSITIONS).unwrap().times(9).respond(200, r#"{"msg":"token expired","code":401}"#);
    let error = logs_in(&durian).positions().send().await.unwrap_err();
    assert_eq!(kind_and_outcome(&error), (ErrorKind::Authentication, Outcome::Rejected));
    assert_eq!((error.code(), error.message()), (Some("401"), "token expired"));
    assert_eq!(asked(&durian), [LOGIN, POSITIONS, LOGIN, POSITIONS]);
}

#[tokio::test]
async fn a_token_that_was_renewed_is_redacted_in_responses_all_the_same() {
    let durian = start().await;
    let client = logs_in(&durian);
    let token = client.login().await.unwrap().token.expose().to_owned();
    let response = format!(r#"{{"msg":"{token} has expired","code":401}}"#);
    durian.next(POSITIONS).unwrap().times(9).respond(200, response);
    let error = client.positions().send().await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("401"), "*** has expired"));
    assert!(!shown(&error).contains(&token), "{error:?}");
    assert_eq!(asked(&durian), [LOGIN, POSITIONS, LOGIN, POSITIONS]);
}

#[tokio::test]
async fn a_token_that_was_given_and_is_unauthorized_is_an_error_at_once() {
    let durian = start().await;
    let client = has_token(&durian).await;
    durian.with_venue(|venue| venue.expire_tokens());
    for _ in 0..2 {
        let error = client.positions().send().await.unwrap_err();
        assert_eq!(kind_and_outcome(&error), (ErrorKind::Authentication, Outcome::Rejected));
    }
    assert_eq!(asked(&durian), [LOGIN, POSITIONS, POSITIONS]);
}

/// Two calls go out with a token that has expired. The second rejection comes when the first has
/// been mended already: it says nothing against the new token.
#[tokio::test]
async fn a_rejection_of_the_old_token_does_not_cost_the_new_one() {
    let durian = start().await;
    let client = logs_in(&durian);
    client.login().await.unwrap();
    durian.with_venue(|venue| venue.expire_tokens());
    durian.next(POSITIONS).unwrap().delay(Duration::from_secs(1)).pass();
    // The late rejection comes as soon as time passes: when the other call has come through.
    let passing = async {
        let done =
            |one: &Received| one.operation.as_deref() == Some(POSITIONS) && one.verdict.is_served();
        while !durian.received().iter().any(done) {
            tokio::task::yield_now().await;
        }
        tokio::time::pause();
    };
    let (one, two, ()) =
        tokio::join!(client.positions().send(), client.positions().send(), passing);
    assert!(one.is_ok() && two.is_ok());
    assert_eq!((count(&durian, LOGIN), count(&durian, POSITIONS)), (2, 4));
}

#[tokio::test]
async fn a_logout_forgets_the_token() {
    let durian = start().await;
    let client = logs_in(&durian);
    client.positions().send().await.unwrap();
    client.logout().await.unwrap();
    client.positions().send().await.unwrap();
    assert_eq!(asked(&durian), [LOGIN, POSITIONS, LOGOUT, LOGIN, POSITIONS]);
    let received = durian.received();
    assert_eq!(token(&received[1]), token(&received[2]));
    assert!(token(&received[2]) != token(&received[4]));
    assert!(received.iter().all(|one| one.verdict.is_served()));
}

#[tokio::test]
async fn a_logout_forgets_a_token_that_was_given() {
    let durian = start().await;
    let client = has_token(&durian).await;
    client.logout().await.unwrap();
    let error = client.positions().send().await.unwrap_err();
    assert_eq!(kind_and_outcome(&error), (ErrorKind::MissingCredentials, Outcome::NotSent));
    assert_eq!(asked(&durian), [LOGIN, LOGOUT]);
}

#[tokio::test]
async fn a_logout_that_fails_forgets_the_token_all_the_same() {
    let durian = start().await;
    durian.next(LOGOUT).unwrap().respond(200, r#"{"msg":"busy","code":500}"#);
    let client = logs_in(&durian);
    client.login().await.unwrap();
    assert_eq!(client.logout().await.unwrap_err().code(), Some("500"));
    client.positions().send().await.unwrap();
    assert_eq!(asked(&durian), [LOGIN, LOGOUT, LOGIN, POSITIONS]);
}

#[tokio::test]
async fn a_logout_without_a_session_is_refused_and_nothing_is_sent() {
    let durian = start().await;
    let nobody = Client::builder().environment(durian.environment()).build().unwrap();
    let ended = logs_in(&durian);
    for client in [logs_in(&durian), nobody] {
        let error = client.logout().await.unwrap_err();
        assert_eq!(kind_and_outcome(&error), (ErrorKind::MissingCredentials, Outcome::NotSent));
        assert_eq!(error.operation().unwrap().id(), "logout");
    }
    assert!(durian.received().is_empty());
    ended.login().await.unwrap();
    ended.logout().await.unwrap();
    ended.logout().await.unwrap_err();
    assert_eq!(asked(&durian), [LOGIN, LOGOUT]);
}

#[tokio::test]
async fn coins_are_public_and_take_a_token_along_where_there_is_one() {
    let durian = start().await;
    let nobody = Client::builder().environment(durian.environment()).build().unwrap();
    nobody.coins().send().await.unwrap();
    let later = logs_in(&durian);
    later.coins().send().await.unwrap();
    assert_eq!(asked(&durian), [COINS, COINS], "nobody logs in for public data");
    let session = later.login().await.unwrap();
    later.coins().send().await.unwrap();
    let received = durian.received();
    let sent: Vec<_> = received.iter().map(token).collect();
    assert_eq!(sent, [None, None, None, Some(session.token.expose())]);
}
