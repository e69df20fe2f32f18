//! The formats of licensed content, in a few made-up lines each.

use super::samples::City;
use crate::ask::{Coded, Subsumption, Wanted, lookup, subsumes, translate};
use crate::load::load;
use crate::read::{icd10, icd11, loinc, snomed};
use crate::{Draft, TerminologyRefusal as No};
use nabz_testkit::city_tests;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text.replace('|', "\t")).unwrap();
    }
    folder
}

fn unpacked_snomed() -> TempDir {
    folder(&[
        (
            "Snapshot/Terminology/sct2_Concept_Snapshot_INT_20260101.txt",
            "id|effectiveTime|active|moduleId|definitionStatusId\n\
          11|20260101|1|0|0\n22|20260101|1|0|0\n33|20260101|1|0|0\n44|20260101|0|0|0\n",
        ),
        (
            "Snapshot/Terminology/sct2_Description_Snapshot-en_INT_20260101.txt",
            "id|effectiveTime|active|moduleId|conceptId|languageCode|typeId|term|caseSignificanceId\n\
          1|0|1|0|11|en|900000000000003001|Malady (made up)|0\n\
          2|0|1|0|11|en|900000000000013009|Malady|0\n\
          3|0|1|0|22|en|900000000000013009|Color fever|0\n\
          4|0|1|0|22|en|900000000000013009|Colour \"fever|0\n\
          5|0|1|0|33|en|900000000000013009|Double fever|0\n\
          6|0|0|0|33|en|900000000000013009|Gone|0\n",
        ),
        (
            "Snapshot/Terminology/sct2_Description_Snapshot-hi_IN_20260101.txt",
            "id|effectiveTime|active|moduleId|conceptId|languageCode|typeId|term|caseSignificanceId\n\
          7|0|1|0|22|hi|900000000000013009|रंग ज्वर|0\n",
        ),
        (
            "Snapshot/Terminology/sct2_Relationship_Snapshot_INT_20260101.txt",
            "id|effectiveTime|active|moduleId|sourceId|destinationId|relationshipGroup|typeId|characteristicTypeId|modifierId\n\
          1|0|1|0|22|11|0|116680003|0|0\n2|0|1|0|33|22|0|116680003|0|0\n3|0|1|0|33|11|0|116680003|0|0\n\
          4|0|0|0|11|33|0|116680003|0|0\n5|0|1|0|11|22|0|363698007|0|0\n",
        ),
        (
            "Snapshot/Refset/Language/der2_cRefset_LanguageSnapshot-en_INT_20260101.txt",
            "id|effectiveTime|active|moduleId|refsetId|referencedComponentId|acceptabilityId\n\
          a|0|1|0|900000000000509007|3|900000000000548007\nb|0|1|0|900000000000508004|4|900000000000548007\n",
        ),
        (
            "Snapshot/Refset/Map/der2_iisssccRefset_ExtendedMapSnapshot_INT_20260101.txt",
            "id|effectiveTime|active|moduleId|refsetId|referencedComponentId|mapGroup|mapPriority|mapRule|mapAdvice|mapTarget|correlationId|mapCategoryId\n\
          a|0|1|0|447562003|22|1|1|TRUE|ALWAYS Q99.9|Q99.9|0|0\nb|0|1|0|999|22|1|1|TRUE|other|Z|0|0\n",
        ),
    ])
}

fn read(city: &City, drafts: Vec<Draft>) {
    for draft in drafts {
        load(&city.store, draft, &mut |_, _| ()).unwrap();
    }
}

fn found(
    city: &City,
    system: &str,
    code: &str,
    language: Option<&'static str>,
) -> (String, Vec<String>) {
    let asked = Coded { system: system.into(), code: code.into(), ..Coded::default() };
    let found = city
        .store
        .read_blocking(move |view| lookup(view, &asked, &["parent".into()], language))
        .unwrap();
    (found.display, found.properties.into_iter().map(|(one, _)| one.value).collect())
}

city_tests! { City;
    fn a_snapshot_of_snomed_is_read(city) {
        let folder = unpacked_snomed();
        read(city, snomed::drafts(folder.path(), None, snomed::BRITISH_ENGLISH).unwrap());
        let system = "http://snomed.info/sct";
        assert_eq!(found(city, system, "22", None), ("Colour \"fever".into(), vec!["11".into()]));
        assert_eq!(found(city, system, "22", Some("hi")).0, "रंग ज्वर");
        assert_eq!(found(city, system, "11", None).0, "Malady");
        assert_eq!(found(city, system, "44", None).0, "44");
        let asked = Coded { system: system.into(), version: Some("http://snomed.info/sct/900000000000207008/version/20260101".into()), code: "11".into(), display: None };
        assert_eq!(city.store.read_blocking(move |view| subsumes(view, &asked, "33")).unwrap(), Subsumption::Subsumes);
        let asked = Coded { system: system.into(), code: "22".into(), ..Coded::default() };
        let map = Wanted { map: Some(("http://snomed.info/sct?fhir_cm=447562003".into(), None)), ..Wanted::default() };
        let icd = city.store.read_blocking(move |view| translate(view, std::slice::from_ref(&asked), &map)).unwrap();
        assert_eq!(icd.matches[0].concept.as_ref().unwrap().code, "Q99.9");
    }

    fn a_distribution_of_loinc_is_read(city) {
        let folder = folder(&[
            ("LoincTable/Loinc.csv",
             "\u{feff}\"LOINC_NUM\",\"COMPONENT\",\"STATUS\",\"SHORTNAME\",\"LONG_COMMON_NAME\",\"VersionLastChanged\"\n\
              \"1-0\",\"Madeupin\",\"ACTIVE\",\"Mdp\",\"Madeupin, in \"\"blood\"\"\",\"2.9\"\n\
              \"2-0\",\"Oldin\",\"DEPRECATED\",\"\",\"Oldin\",\"2.78\"\n"),
            ("AccessoryFiles/LinguisticVariants/hiIN1LinguisticVariant.csv", "LOINC_NUM,LONG_COMMON_NAME,LinguisticVariantDisplayName\n1-0,,रक्त में मेडअपिन\n"),
            ("AccessoryFiles/LinguisticVariants/frFR1LinguisticVariant.csv", "LOINC_NUM,LONG_COMMON_NAME\n1-0,Inventine\n"),
            ("AccessoryFiles/ComponentHierarchyBySystem/ComponentHierarchyBySystem.csv",
             "PATH_TO_ROOT,SEQUENCE,IMMEDIATE_PARENT,CODE,CODE_TEXT\n,1,,LP1-0,Inventions\nLP1-0,1,LP1-0,1-0,Madeupin\n"),
        ]);
        read(city, vec![loinc::draft(folder.path(), None, "hi").unwrap()]);
        assert_eq!(found(city, "http://loinc.org", "1-0", None), ("Madeupin, in \"blood\"".into(), vec!["LP1-0".into()]));
        assert_eq!(found(city, "http://loinc.org", "1-0", Some("hi")).0, "रक्त में मेडअपिन");
        let kept = city.store.read_blocking(crate::listed).unwrap();
        assert_eq!((kept[0].head.version.as_str(), kept[0].entries), ("2.78", 3));
    }

    fn both_revisions_of_the_classification_of_diseases_are_read(city) {
        let ten = folder(&[
            ("icd102019syst_chapters.txt", "01;Made-up conditions\n"),
            ("icd102019syst_groups.txt", "A00;A09;01;Conditions of a test\n"),
            ("icd102019syst_codes.txt",
             "3;N;X;01;A00;A00.-;A00;A00;Testitis;001\n4;T;X;01;A00;A00.0;A00.0;A000;Testitis \"acuta\";001\n"),
        ]);
        read(city, vec![icd10::draft(ten.path(), "2019").unwrap()]);
        let system = "http://hl7.org/fhir/sid/icd-10";
        assert_eq!(found(city, system, "a00.0", None), ("Testitis \"acuta\"".into(), vec!["A00".into()]));
        assert_eq!(found(city, system, "A00", None).1, ["A00-A09"]);
        assert_eq!(found(city, system, "A00-A09", None).1, ["I"]);
        let eleven = folder(&[("SimpleTabulation.txt",
            "Foundation URI|Linearization URI|Code|BlockId|Title|ClassKind|DepthInKind|IsResidual|ChapterNo\n\
             |||| Made-up conditions|chapter|1|False|01\n\
             |||BlockL1-1A0|\"- Conditions of a test\"|block|1|False|01\n\
             ||1A00||- - Testitis|category|1|False|01\n\
             ||1A00.0||- - - Testitis - acute|category|2|False|01\n\
             ||1A01||- - Checkitis|category|1|False|01\n")]);
        read(city, vec![icd11::draft(&eleven.path().join("SimpleTabulation.txt"), "2026-01").unwrap()]);
        let system = "http://id.who.int/icd/release/11/mms";
        assert_eq!(found(city, system, "1A00.0", None), ("Testitis - acute".into(), vec!["1A00".into()]));
        assert_eq!(found(city, system, "1A01", None).1, ["BlockL1-1A0"]);
        assert_eq!(found(city, system, "BlockL1-1A0", None).1, ["01"]);
    }
}

#[test]
fn what_is_missing_from_a_release_is_named() {
    let empty = folder(&[]);
    assert!(
        matches!(loinc::draft(empty.path(), None, "hi"), Err(No::FileMissing(file)) if file.ends_with("Loinc.csv"))
    );
    let other = folder(&[("Loinc.csv", "LOINC_NUM,LONG_COMMON_NAME\n")]);
    assert!(
        matches!(loinc::draft(other.path(), None, "hi"), Err(No::ColumnMissing { column, .. }) if column == "STATUS")
    );
    let edition = folder(&[("sct2_Concept_Snapshot_IN1000189_20260101.txt", "id|active\n")]);
    assert_eq!(
        snomed::drafts(edition.path(), None, snomed::BRITISH_ENGLISH).unwrap_err(),
        No::VersionMissing
    );
    assert!(matches!(icd11::draft(Path::new("none.txt"), "1"), Err(No::FileMissing(_))));
}
