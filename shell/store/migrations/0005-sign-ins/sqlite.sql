CREATE TABLE sign_ins (institution TEXT NOT NULL, sign_no TEXT NOT NULL, message TEXT NOT NULL, operator TEXT NOT NULL, device TEXT NOT NULL, address TEXT NOT NULL, signed_in INTEGER NOT NULL, signed_out INTEGER, out_message TEXT, PRIMARY KEY (institution, sign_no)) WITHOUT ROWID;
CREATE UNIQUE INDEX sign_ins_out ON sign_ins (institution, out_message) WHERE out_message IS NOT NULL;
