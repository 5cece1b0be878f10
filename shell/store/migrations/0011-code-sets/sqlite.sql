CREATE TABLE code_sets (kind TEXT NOT NULL, edition TEXT NOT NULL, from_day INTEGER NOT NULL, to_day INTEGER, PRIMARY KEY (kind, edition)) WITHOUT ROWID;
CREATE TABLE codes (kind TEXT NOT NULL, edition TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, gray INTEGER NOT NULL, PRIMARY KEY (kind, edition, code)) WITHOUT ROWID;
CREATE TABLE code_maps (kind TEXT NOT NULL, from_edition TEXT NOT NULL, to_edition TEXT NOT NULL, from_code TEXT NOT NULL, to_code TEXT NOT NULL, PRIMARY KEY (kind, from_edition, to_edition, from_code, to_code)) WITHOUT ROWID;
