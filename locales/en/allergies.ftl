ALG-001 = ALG-001: this allergy is on record already.
ALG-002 = ALG-002: write what the person is allergic to, in at most 120 letters.
ALG-003 = ALG-003: this allergy is not on record, or was already taken back.
ALG-004 = ALG-004: write why the allergy is wrong, in at most 120 letters.
