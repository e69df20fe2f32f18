-- 0062_triage_vitals.sql
-- Vital signs of a visit. A set is never edited: a wrong one is withdrawn and another is taken, so
-- that what a decision rested on can always be shown. Clinical decimals keep their text.

-- distribute: facility_id
-- owner: node
CREATE TABLE triage_vitals (
    facility_id       UUID   NOT NULL,
    vitals_id         UUID   NOT NULL,
    visit_id          UUID   NOT NULL,  -- the token: one token, one visit
    person_id         UUID   NOT NULL,
    nth               INT64  NOT NULL,  -- of the visit, from 1: instants may tie, this cannot
    day               INT64  NOT NULL,  -- days since 1970 on an Indian calendar
    taken_at          INT64  NOT NULL,  -- microseconds UTC
    taken_by          UUID   NOT NULL,
    temperature       TEXT,             -- as read, in temperature_unit
    temperature_unit  TEXT,             -- C or F
    pulse             INT64,            -- beats a minute
    systolic          INT64,            -- mmHg
    diastolic         INT64,            -- mmHg
    saturation        INT64,            -- percent
    oxygen            TEXT,             -- air or given
    oxygen_flow       TEXT,             -- litres a minute, where given and known
    respiration       INT64,            -- breaths a minute
    consciousness     TEXT,             -- A C V P U
    weight            TEXT,             -- kilograms
    height            TEXT,             -- centimetres
    sugar             INT64,            -- milligrams a decilitre, capillary
    saturation_scale  INT64  NOT NULL,  -- 1, or 2 where a doctor set the lower target
    news2             INT64,            -- null = not for this person, or a sign is missing
    urgency           TEXT   NOT NULL,
    withdrawn_at      INT64,            -- microseconds UTC; null = stands
    CONSTRAINT triage_vitals_key PRIMARY KEY (facility_id, vitals_id),
    CONSTRAINT triage_vitals_nth_key UNIQUE (facility_id, visit_id, nth),
    CONSTRAINT triage_vitals_pressure_whole CHECK ((systolic IS NULL) = (diastolic IS NULL)),
    CONSTRAINT triage_vitals_temperature_whole
        CHECK ((temperature IS NULL) = (temperature_unit IS NULL)),
    CONSTRAINT triage_vitals_scale_known CHECK (saturation_scale IN (1, 2)),
    CONSTRAINT triage_vitals_news2_fits CHECK (news2 IS NULL OR (news2 >= 0 AND news2 <= 20)),
    CONSTRAINT triage_vitals_urgency_known CHECK (urgency IN ('red', 'amber', 'steady'))
);

-- The doctor's queue asks for the urgent of today and nobody else.
CREATE INDEX triage_vitals_urgent ON triage_vitals (facility_id, day, urgency)
    WHERE withdrawn_at IS NULL;
