-- 0063_allergies.sql
-- What a person must not be given. It belongs to the person, not to a facility: every prescriber in
-- the city is warned. An entry is never deleted; one that proved wrong is refuted.

-- distribute: bucket
-- owner: node
CREATE TABLE allergies_allergy (
    bucket       INT64  NOT NULL,
    allergy_id   UUID   NOT NULL,
    person_id    UUID   NOT NULL,
    substance    TEXT   NOT NULL,  -- lower-case English ingredient or group, or the words typed
    shown_en     TEXT   NOT NULL,
    shown_hi     TEXT   NOT NULL,
    reaction     TEXT   NOT NULL,  -- as typed; '' = not said
    severe       BOOL   NOT NULL,
    facility_id  UUID   NOT NULL,
    recorded_by  UUID   NOT NULL,
    recorded_at  INT64  NOT NULL,  -- microseconds UTC
    refuted_at   INT64,            -- microseconds UTC; null = stands
    refuted_by   UUID,
    CONSTRAINT allergies_allergy_key PRIMARY KEY (bucket, allergy_id),
    CONSTRAINT allergies_allergy_refuted_whole CHECK ((refuted_at IS NULL) = (refuted_by IS NULL))
);

-- One entry a person and substance stands at a time.
CREATE UNIQUE INDEX allergies_allergy_stands ON allergies_allergy (bucket, person_id, substance)
    WHERE refuted_at IS NULL;
