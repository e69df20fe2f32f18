//! Staff over the FHIR API: whom they are related to, and nobody else; every look is kept.

use super::town::City;
use axum::http::StatusCode;
use nabz_testkit::city_tests;

city_tests! { City;
    fn a_doctor_reads_whom_they_see_and_nobody_else(city) {
        let doctor = city.cookie("asha.rao");
        let (asha, meena) = (format!("/fhir/R4/Patient/{}", city.asha), format!("/fhir/R4/Patient/{}", city.meena));
        assert_eq!(city.get(&asha, &doctor).0, StatusCode::FORBIDDEN);
        assert_eq!(city.looks(), 1, "the refused look");
        city.relate(true);
        assert_eq!(city.get(&asha, &doctor).0, StatusCode::OK);
        assert_eq!(city.get(&format!("{asha}/$everything"), &doctor).0, StatusCode::OK);
        assert_eq!(city.looks(), 2, "the same look within a minute is one look");
        assert_eq!(city.get(&meena, &doctor).0, StatusCode::FORBIDDEN);
        assert_eq!(city.get(&format!("{meena}/_history"), &doctor).0, StatusCode::FORBIDDEN);
        assert_eq!(city.get(&format!("{meena}/_history/1"), &doctor).0, StatusCode::FORBIDDEN);
        assert_eq!(city.get(&format!("{meena}/$everything"), &doctor).0, StatusCode::FORBIDDEN);
        let (status, found) = city.get("/fhir/R4/Patient?gender=female", &doctor);
        assert_eq!((status, found["entry"].as_array().unwrap().len()), (StatusCode::OK, 1));
        assert_eq!(found["entry"][0]["resource"]["id"], city.asha.to_string());
        city.relate(false);
        assert_eq!(city.get(&asha, &doctor).0, StatusCode::FORBIDDEN);
    }

    fn a_clerk_does_not_read_the_record_and_no_staff_write_it(city) {
        city.relate(true);
        let (clerk, doctor) = (city.cookie("pooja.bisht"), city.cookie("asha.rao"));
        assert_eq!(city.get(&format!("/fhir/R4/Patient/{}", city.asha), &clerk).0, StatusCode::FORBIDDEN);
        assert_eq!(city.get("/fhir/R4/Patient?gender=female", &clerk).0, StatusCode::FORBIDDEN);
        for (method, path) in [("POST", "/fhir/R4/Patient"), ("PUT", "/fhir/R4/Patient/x"), ("DELETE", "/fhir/R4/Patient/x")] {
            assert_eq!(city.ask(method, path, &doctor).0, StatusCode::FORBIDDEN, "{method} {path}");
        }
    }
}
