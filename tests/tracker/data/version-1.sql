-- A tracker of version 1, as the first summarizer that had a command line made it; dumped with
-- its own tables, so that no newer one can change what they were. The people are invented.
PRAGMA application_id = 1397576786;
PRAGMA user_version = 1;
CREATE TABLE cases (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE,
    procedure TEXT NOT NULL DEFAULT '', root TEXT NOT NULL DEFAULT '',
    user_id TEXT NOT NULL DEFAULT '', user_name TEXT NOT NULL DEFAULT '',
    name_key TEXT NOT NULL DEFAULT '', search TEXT NOT NULL DEFAULT '',
    stage TEXT NOT NULL DEFAULT '', tab TEXT NOT NULL DEFAULT '', owner TEXT NOT NULL DEFAULT '',
    open INTEGER NOT NULL DEFAULT 1, due TEXT NOT NULL DEFAULT 'never');
CREATE INDEX cases_root ON cases (root) WHERE root != '';
CREATE INDEX cases_user_id ON cases (user_id) WHERE user_id != '';
CREATE INDEX cases_name_key ON cases (name_key) WHERE name_key != '';
CREATE INDEX cases_search ON cases (search);
CREATE INDEX cases_open ON cases (open, due, number);
CREATE INDEX cases_due ON cases (due, number);
CREATE INDEX cases_tab ON cases (tab, due, number);
CREATE INDEX cases_stage ON cases (stage, due, number);
CREATE INDEX cases_owner ON cases (owner, due, number);
CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    "case" TEXT NOT NULL REFERENCES cases (number), "key" TEXT NOT NULL,
    kind TEXT NOT NULL, at TEXT NOT NULL, recorded TEXT NOT NULL,
    actor TEXT NOT NULL, note TEXT NOT NULL, sets TEXT NOT NULL, data TEXT NOT NULL,
    UNIQUE ("case", "key"));
CREATE TABLE observations (
    "case" TEXT NOT NULL REFERENCES cases (number), what TEXT NOT NULL,
    at TEXT NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY ("case", what)) WITHOUT ROWID;
CREATE TABLE rows ("Case" TEXT NOT NULL PRIMARY KEY, "Tab" TEXT NOT NULL, "User", "User ID", "Summary", "Requested by", "Network", "Received", "Acknowledged", "Due", "Owner", "Stage", "Research", "Comments", "Reviewers", "Approved by", "Sent", "Earlier summaries", "Tickets", "Notes");
CREATE INDEX rows_tab ON rows ("Tab");
CREATE TABLE columns (title TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, type TEXT);
CREATE TABLE tabs (seq INTEGER PRIMARY KEY, title TEXT NOT NULL UNIQUE);
CREATE TABLE names (id INTEGER PRIMARY KEY, name_key TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE name_grams USING fts5(
    name_key, content='', detail='none', columnsize=0, tokenize='trigram case_sensitive 1');
CREATE VIRTUAL TABLE name_gram_counts USING fts5vocab('name_grams', 'row');
INSERT INTO cases VALUES (1, 'SM-20261119-AYNW', 'social-media-summary', '<root-51001@mail.example.com>', '51001', 'Ada Acked', 'acked ada', 'sm-20261119-aynw
ada acked
51001', 'received', 'EE/Legal/Social pending', 'dana', 1, '2026-11-19T15:57:00.000000+00:00');
INSERT INTO cases VALUES (2, 'SM-20261119-S52B', 'social-media-summary', '<root-51002@mail.example.com>', '51002', 'Ben Begun', 'begun ben', 'sm-20261119-s52b
ben begun
51002', 'research', 'EE/Legal/Social pending', 'dana', 1, '2026-11-19T23:42:00.000000+00:00');
INSERT INTO events VALUES (6, 'SM-20261119-AYNW', 'ack#1/closed', 'intent closed', '2026-11-19T16:00:00.000000+00:00', '2026-11-19T16:00:00.000000+00:00', 'dana', '', '{}', '{}');
INSERT INTO events VALUES (4, 'SM-20261119-AYNW', 'ack#1/draft acknowledgement', 'drafted', '2026-11-19T16:00:00.000000+00:00', '2026-11-19T16:00:00.000000+00:00', 'dana', '', '{}', '{"message": "acknowledgement", "state": "drafted", "key": "SM-20261119-AYNW-acknowledgement", "rule": "acknowledgement", "did": "draft", "path": "/home/dana/desk/outbox/SM-20261119-AYNW-acknowledgement.eml"}');
INSERT INTO events VALUES (5, 'SM-20261119-AYNW', 'ack#1/draft user-notice', 'drafted', '2026-11-19T16:00:00.000000+00:00', '2026-11-19T16:00:00.000000+00:00', 'dana', '', '{}', '{"message": "user-notice", "state": "drafted", "key": "SM-20261119-AYNW-user-notice", "rule": "user-notice", "did": "draft", "path": "/home/dana/desk/outbox/SM-20261119-AYNW-user-notice.eml"}');
INSERT INTO events VALUES (1, 'SM-20261119-AYNW', 'ack#1/opened', 'intent opened', '2026-11-19T16:00:00.000000+00:00', '2026-11-19T16:00:00.000000+00:00', 'dana', '', '{}', '{"inputs": {"answer": "I will find out today why her payment is held."}}');
INSERT INTO events VALUES (2, 'SM-20261119-AYNW', 'ack#1/received', 'received', '2026-11-19T15:42:00.000000+00:00', '2026-11-19T16:00:00.000000+00:00', 'dana', '', '{"procedure": "social-media-summary", "owner": "dana", "user.name": "Ada Acked", "user.id": "51001", "requested_by": "Noor Haddad <noor.haddad@example.com>", "network": "X", "links": "https://x.com/someone/status/1858851001", "handles": "@someone", "thread.root": "<root-51001@mail.example.com>", "thread.message_id": "<root-51001@mail.example.com>", "thread.subject": "SM Escalation: Ada Acked - X", "thread.from": "Noor Haddad <noor.haddad@example.com>", "thread.to": "SM Escalations <socialmedia-escalations@example.com>, Dana Reyes <dana.reyes@example.com>", "thread.cc": "EE <ee@example.com>, Social Media <socialmedia@example.com>", "summary_wanted": "yes", "user.email": "u51001@example.com", "subject": "<root-51001@mail.example.com>", "stage": "received", "tab": "EE/Legal/Social pending"}', '{}');
INSERT INTO events VALUES (3, 'SM-20261119-AYNW', 'ack#1/to-do announcement', 'to-do', '2026-11-19T16:00:00.000000+00:00', '2026-11-19T16:00:00.000000+00:00', 'dana', '', '{}', '{"todo": "announcement", "state": "open", "service": "room", "words": "I will take the social media issue SM-20261119-AYNW of Ada Acked (X).", "done": "announced"}');
INSERT INTO events VALUES (12, 'SM-20261119-S52B', 'ack#1/closed', 'intent closed', '2026-11-19T16:00:00.000000+00:00', '2026-11-19T16:00:00.000000+00:00', 'dana', '', '{}', '{}');
INSERT INTO events VALUES (10, 'SM-20261119-S52B', 'ack#1/draft acknowledgement', 'drafted', '2026-11-19T16:00:00.000000+00:00', '2026-11-19T16:00:00.000000+00:00', 'dana', '', '{}', '{"message": "acknowledgement", "state": "drafted", "key": "SM-20261119-S52B-acknowledgement", "rule": "acknowledgement", "did": "draft", "path": "/home/dana/desk/outbox/SM-20261119-S52B-acknowledgement.eml"}');
INSERT INTO events VALUES (11, 'SM-20261119-S52B', 'ack#1/draft user-notice', 'drafted', '2026-11-19T16:00:00.000000+00:00', '2026-11-19T16:00:00.000000+00:00', 'dana', '', '{}', '{"message": "user-notice", "state": "drafted", "key": "SM-20261119-S52B-user-notice", "rule": "user-notice", "did": "draft", "path": "/home/dana/desk/outbox/SM-20261119-S52B-user-notice.eml"}');
INSERT INTO events VALUES (7, 'SM-20261119-S52B', 'ack#1/opened', 'intent opened', '2026-11-19T16:00:00.000000+00:00', '2026-11-19T16:00:00.000000+00:00', 'dana', '', '{}', '{"inputs": {"answer": "I will find out today why her payment is held."}}');
INSERT INTO events VALUES (8, 'SM-20261119-S52B', 'ack#1/received', 'received', '2026-11-19T15:42:00.000000+00:00', '2026-11-19T16:00:00.000000+00:00', 'dana', '', '{"procedure": "social-media-summary", "owner": "dana", "user.name": "Ben Begun", "user.id": "51002", "requested_by": "Noor Haddad <noor.haddad@example.com>", "network": "X", "links": "https://x.com/someone/status/1858851002", "handles": "@someone", "thread.root": "<root-51002@mail.example.com>", "thread.message_id": "<root-51002@mail.example.com>", "thread.subject": "SM Escalation: Ben Begun - X", "thread.from": "Noor Haddad <noor.haddad@example.com>", "thread.to": "SM Escalations <socialmedia-escalations@example.com>, Dana Reyes <dana.reyes@example.com>", "thread.cc": "EE <ee@example.com>, Social Media <socialmedia@example.com>", "summary_wanted": "yes", "user.email": "u51002@example.com", "subject": "<root-51002@mail.example.com>", "stage": "received", "tab": "EE/Legal/Social pending"}', '{}');
INSERT INTO events VALUES (9, 'SM-20261119-S52B', 'ack#1/to-do announcement', 'to-do', '2026-11-19T16:00:00.000000+00:00', '2026-11-19T16:00:00.000000+00:00', 'dana', '', '{}', '{"todo": "announcement", "state": "open", "service": "room", "words": "I will take the social media issue SM-20261119-S52B of Ben Begun (X).", "done": "announced"}');
INSERT INTO events VALUES (38, 'SM-20261119-S52B', 'sent#1/acknowledgement sent', 'acknowledged', '2026-11-19T16:05:00.000000+00:00', '2026-11-19T16:05:00.000000+00:00', 'dana', '', '{"stage": "acknowledged"}', '{"message": "acknowledgement", "state": "sent", "key": "SM-20261119-S52B-acknowledgement", "rule": "acknowledgement", "did": "", "path": "/home/dana/desk/outbox/SM-20261119-S52B-acknowledgement.eml"}');
INSERT INTO events VALUES (39, 'SM-20261119-S52B', 'sent#1/closed', 'intent closed', '2026-11-19T16:05:00.000000+00:00', '2026-11-19T16:05:00.000000+00:00', 'dana', '', '{}', '{}');
INSERT INTO events VALUES (37, 'SM-20261119-S52B', 'sent#1/opened', 'intent opened', '2026-11-19T16:05:00.000000+00:00', '2026-11-19T16:05:00.000000+00:00', 'dana', '', '{}', '{"inputs": {"message": "acknowledgement"}}');
INSERT INTO events VALUES (46, 'SM-20261119-S52B', 'start#1/closed', 'intent closed', '2026-11-19T16:05:00.000000+00:00', '2026-11-19T16:05:00.000000+00:00', 'dana', '', '{}', '{}');
INSERT INTO events VALUES (42, 'SM-20261119-S52B', 'start#1/document', 'document made', '2026-11-19T16:05:00.000000+00:00', '2026-11-19T16:05:00.000000+00:00', 'dana', '', '{"document.id": "Ben Begun - 51002.docx", "document.title": "Ben Begun / 51002", "document.url": "file:///home/dana/desk/Social%20Media%20Folder/Ben%20Begun%20-%2051002.docx", "document.path": "/home/dana/desk/Social Media Folder/Ben Begun - 51002.docx"}', '{"did": "make document"}');
INSERT INTO events VALUES (41, 'SM-20261119-S52B', 'start#1/find earlier', 'earlier found', '2026-11-19T16:05:00.000000+00:00', '2026-11-19T16:05:00.000000+00:00', 'dana', '', '{}', '{"earlier": []}');
INSERT INTO events VALUES (40, 'SM-20261119-S52B', 'start#1/opened', 'intent opened', '2026-11-19T16:05:00.000000+00:00', '2026-11-19T16:05:00.000000+00:00', 'dana', '', '{}', '{"inputs": {}}');
INSERT INTO events VALUES (45, 'SM-20261119-S52B', 'start#1/started', 'started', '2026-11-19T16:05:00.000000+00:00', '2026-11-19T16:05:00.000000+00:00', 'dana', '', '{"author": "dana", "stage": "research"}', '{}');
INSERT INTO events VALUES (43, 'SM-20261119-S52B', 'start#1/to-do hold-tickets', 'to-do', '2026-11-19T16:05:00.000000+00:00', '2026-11-19T16:05:00.000000+00:00', 'dana', '', '{}', '{"todo": "hold-tickets", "state": "open", "service": "helpdesk", "words": "Take the Open and Pending tickets of Ben Begun that belong to this issue, and no others: assign them to yourself, place them On-Hold, and add this internal note to each:\nEE is handling", "done": "tickets held"}');
INSERT INTO events VALUES (44, 'SM-20261119-S52B', 'start#1/to-do ticket-to-user', 'to-do', '2026-11-19T16:05:00.000000+00:00', '2026-11-19T16:05:00.000000+00:00', 'dana', '', '{}', '{"todo": "ticket-to-user", "state": "open", "service": "helpdesk", "words": "Hello Ben Begun,\n\nWe have received your escalation and our team will review your case and be in touch with you within 24-48 hrs.\n\nKind regards,\nExecutive Escalations", "done": "user promised"}');
INSERT INTO rows VALUES ('SM-20261119-AYNW', 'EE/Legal/Social pending', 'Ada Acked', '51001', NULL, 'Noor Haddad <noor.haddad@example.com>', 'X', '2026-11-19T15:42:00+00:00', NULL, '2026-11-19T23:42:00+00:00', 'dana', 'received', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO rows VALUES ('SM-20261119-S52B', 'EE/Legal/Social pending', 'Ben Begun', '51002', 'Ben Begun / 51002 <file:///home/dana/desk/Social%20Media%20Folder/Ben%20Begun%20-%2051002.docx>', 'Noor Haddad <noor.haddad@example.com>', 'X', '2026-11-19T15:42:00+00:00', '2026-11-19T16:05:00+00:00', '2026-11-19T23:42:00+00:00', 'dana', 'research', '1/6', NULL, NULL, NULL, NULL, NULL, NULL, 'Call after noon.');
INSERT INTO columns VALUES ('User', 'User', 'text');
INSERT INTO columns VALUES ('User ID', 'User ID', 'text');
INSERT INTO columns VALUES ('Requested by', 'Requested by', 'text');
INSERT INTO columns VALUES ('Network', 'Network', 'text');
INSERT INTO columns VALUES ('Received', 'Received', 'time');
INSERT INTO columns VALUES ('Due', 'Due', 'time');
INSERT INTO columns VALUES ('Owner', 'Owner', 'text');
INSERT INTO columns VALUES ('Stage', 'Stage', 'text');
INSERT INTO columns VALUES ('Earlier summaries', 'Earlier summaries', NULL);
INSERT INTO columns VALUES ('Tickets', 'Tickets', NULL);
INSERT INTO columns VALUES ('Acknowledged', 'Acknowledged', 'time');
INSERT INTO columns VALUES ('Research', 'Research', 'text');
INSERT INTO columns VALUES ('Summary', 'Summary', 'link');
INSERT INTO columns VALUES ('Notes', 'Notes', 'text');
INSERT INTO columns VALUES ('Reviewers', 'Reviewers', 'text');
INSERT INTO columns VALUES ('Comments', 'Comments', 'text');
INSERT INTO columns VALUES ('Approved by', 'Approved by', 'text');
INSERT INTO columns VALUES ('Sent', 'Sent', 'time');
INSERT INTO tabs VALUES (1, 'EE/Legal/Social pending');
INSERT INTO tabs VALUES (2, 'Social Media Complete 2026');
INSERT INTO names VALUES (1, 'acked ada');
INSERT INTO names VALUES (2, 'begun ben');
INSERT INTO name_grams (rowid, name_key) SELECT id, '  ' || replace(name_key, ' ', '  ') || '  ' FROM names;
CREATE VIEW "EE/Legal/Social pending" AS SELECT * FROM rows WHERE "Tab" = 'EE/Legal/Social pending';
CREATE VIEW "Social Media Complete 2026" AS SELECT * FROM rows WHERE "Tab" = 'Social Media Complete 2026';
