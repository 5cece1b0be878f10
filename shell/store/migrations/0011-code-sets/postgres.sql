CREATE TABLE code_sets (kind TEXT NOT NULL, edition TEXT COLLATE "C" NOT NULL, from_day BIGINT NOT NULL, to_day BIGINT, PRIMARY KEY (kind, edition));
CREATE TABLE codes (kind TEXT NOT NULL, edition TEXT COLLATE "C" NOT NULL, code TEXT COLLATE "C" NOT NULL, name TEXT NOT NULL, gray BIGINT NOT NULL, PRIMARY KEY (kind, edition, code));
CREATE TABLE code_maps (kind TEXT NOT NULL, from_edition TEXT COLLATE "C" NOT NULL, to_edition TEXT COLLATE "C" NOT NULL, from_code TEXT COLLATE "C" NOT NULL, to_code TEXT COLLATE "C" NOT NULL, PRIMARY KEY (kind, from_edition, to_edition, from_code, to_code));
