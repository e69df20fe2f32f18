//! An app that was let goes on while the sign-in lasts, each time with something new.

use super::allowing::{Ward, said};
use nabz_testkit::{City, city_tests};
use serde_json::{Value, json};
use std::time::Duration;

const ASKED: &str = "patient/Observation.rs patient/Patient.r";

impl Ward {
    /// What an app holds that was let go on.
    fn let_on(&self) -> Value {
        let scope = format!("{ASKED} online_access");
        let code = said(&self.decided(&[("scope", &scope)], "allow"), "code");
        let (status, answer) = self.fetched(&code, &[]);
        assert_eq!((status, &answer["scope"]), (200, &json!(scope)));
        answer
    }

    fn renewed(&self, held: &Value, more: &[(&str, &str)]) -> (u16, Value) {
        let client = self.app.to_string();
        let refresh = held["refresh_token"].as_str().unwrap();
        let mut fields = vec![
            ("grant_type", "refresh_token"),
            ("client_id", client.as_str()),
            ("refresh_token", refresh),
        ];
        fields.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
        fields.extend(more);
        self.tells("/oauth/token", &fields)
    }
}

city_tests! { Ward;
    fn each_time_an_app_goes_on_it_is_given_something_new(ward) {
        let first = ward.let_on();
        let (status, second) = ward.renewed(&first, &[]);
        assert_eq!(status, 200, "{second}");
        assert_ne!(first["refresh_token"], second["refresh_token"]);
        assert_ne!(first["access_token"], second["access_token"]);
        assert_eq!((&second["scope"], &second["patient"]), (&first["scope"], &first["patient"]));
        assert!(ward.holds(&second["access_token"]));
        assert_eq!(ward.renewed(&second, &[]).0, 200);
    }

    fn what_comes_twice_ends_all_that_came_of_it(ward) {
        let first = ward.let_on();
        let (_, second) = ward.renewed(&first, &[]);
        let (status, answer) = ward.renewed(&first, &[]);
        assert_eq!((status, &answer["error"]), (400, &json!("invalid_grant")));
        assert!(!ward.holds(&first["access_token"]) && !ward.holds(&second["access_token"]));
        assert_eq!(ward.renewed(&second, &[]).0, 400, "the newer one is over, too");
        assert_eq!(ward.audited("smart.issue-token", "refused"), 2);
    }

    fn an_app_goes_on_with_less_and_never_with_more(ward) {
        let first = ward.let_on();
        let (status, second) = ward.renewed(&first, &[("scope", "patient/Patient.rs user/Patient.rs")]);
        assert_eq!((status, &second["scope"]), (200, &json!("patient/Patient.r")));
        let (_, third) = ward.renewed(&second, &[]);
        assert_eq!(third["scope"], first["scope"], "what it was let is still that");
        assert_eq!(ward.renewed(&third, &[("scope", "user/Patient.rs")]).0, 400);
    }

    fn nothing_goes_on_once_the_sign_in_has_ended(ward) {
        let held = ward.let_on();
        ward.database.pass(Duration::from_mins(20));
        let (status, held) = ward.renewed(&held, &[]);
        assert_eq!(status, 200);
        // An app that goes on does not keep a doctor signed in who has gone.
        ward.database.pass(Duration::from_mins(11));
        assert_eq!(ward.renewed(&held, &[]).0, 400);
    }

    fn nobody_goes_on_for_another_app(ward) {
        let held = ward.let_on();
        let nobody = [("client_id", "00000000-0000-7000-8000-000000000000")];
        assert_eq!(ward.renewed(&held, &nobody).0, 401);
        assert_eq!(ward.renewed(&held, &[("refresh_token", "nabz-refresh-x")]).0, 400);
        let refresh = held["refresh_token"].as_str().unwrap();
        let alone = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
        let (status, next) = ward.tells("/oauth/token", &alone);
        assert_eq!(status, 200, "what it holds says whose it is");
        assert_eq!(ward.renewed(&next, &[]).0, 200);
    }

    fn an_app_that_was_not_let_go_on_holds_one_token(ward) {
        let code = said(&ward.decided(&[("scope", ASKED)], "allow"), "code");
        assert_eq!(ward.fetched(&code, &[]).1.get("refresh_token"), None);
    }

    fn an_app_that_has_no_more_use_for_it_ends_all_of_it(ward) {
        let held = ward.let_on();
        let client = ward.app.to_string();
        let refresh = held["refresh_token"].as_str().unwrap();
        let given_back = [("client_id", client.as_str()), ("token", refresh)];
        assert_eq!(ward.tells("/oauth/revoke", &given_back).0, 200);
        assert!(!ward.holds(&held["access_token"]));
        assert_eq!(ward.renewed(&held, &[]).0, 400);
    }
}
