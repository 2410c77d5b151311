-- A store of version 1, as it was written by the program that wrote it, and two subscriptions that nobody can read.
PRAGMA journal_mode = WAL;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE acts (
    update_id INTEGER PRIMARY KEY,
    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
INSERT INTO "acts" VALUES(77,'2026-11-24T19:56:38.923Z');
CREATE TABLE "archive" (key TEXT PRIMARY KEY, value BLOB);
INSERT INTO "archive" VALUES('daily|getuserread|2026-11-23','{"fetched_at":"2026-11-24T04:00:00.000000+00:00","asked_at":"2026-11-24T05:00:00.000000+00:00","complete_at":"2026-11-24T04:00:00.000000+00:00","origin":null,"body":{"list":[{"ref_date":"2026-11-23","title":"早安 <b>"}]}}');
CREATE TABLE ledger (
    report TEXT NOT NULL, scope TEXT NOT NULL, first TEXT NOT NULL, length INTEGER NOT NULL,
    chat INTEGER NOT NULL, topic INTEGER NOT NULL, part INTEGER NOT NULL,
    state TEXT NOT NULL, due TEXT NOT NULL, attempts INTEGER NOT NULL, next_try TEXT, retry_after TEXT,
    message_id INTEGER, sent_at TEXT, figures TEXT, provisional INTEGER NOT NULL, reason TEXT,
    by_hand INTEGER NOT NULL, told INTEGER NOT NULL, told_attempts INTEGER NOT NULL, told_next TEXT,
    PRIMARY KEY (report, scope, first, length, chat, topic, part)
) WITHOUT ROWID;
INSERT INTO "ledger" VALUES('daily','all','2026-11-18',1,-100123,0,1,'skipped','2026-11-19T04:00:00.000000+00:00',0,NULL,NULL,NULL,NULL,NULL,0,NULL,0,1,0,NULL);
INSERT INTO "ledger" VALUES('daily','all','2026-11-19',1,-100123,0,1,'uncertain','2026-11-20T04:00:00.000000+00:00',2,NULL,NULL,NULL,NULL,NULL,0,'no answer',0,0,1,'2026-11-24T04:00:00.000000+00:00');
INSERT INTO "ledger" VALUES('daily','all','2026-11-20',1,-100123,0,1,'failed','2026-11-21T04:00:00.000000+00:00',0,NULL,NULL,NULL,NULL,NULL,0,NULL,0,1,0,NULL);
INSERT INTO "ledger" VALUES('daily','all','2026-11-21',1,-100123,0,1,'sent','2026-11-22T04:00:00.000000+00:00',1,NULL,NULL,9,'2026-11-24T04:00:00.000000+00:00','a1b2',1,NULL,0,1,0,NULL);
INSERT INTO "ledger" VALUES('daily','all','2026-11-22',1,-100123,0,1,'sending','2026-11-23T04:00:00.000000+00:00',0,NULL,NULL,NULL,NULL,NULL,0,NULL,0,1,0,NULL);
INSERT INTO "ledger" VALUES('daily','all','2026-11-23',1,-100123,0,1,'planned','2026-11-24T04:00:00.000000+00:00',0,NULL,NULL,NULL,NULL,NULL,0,NULL,0,1,0,NULL);
CREATE TABLE "names" (key TEXT PRIMARY KEY, value BLOB);
INSERT INTO "names" VALUES('daily|1_1','{"title":"早安 <b>","url":"https://mp.weixin.qq.com/s/1","published":"2026-11-23"}');
CREATE TABLE "shelf_chats" (key TEXT PRIMARY KEY, value BLOB);
INSERT INTO "shelf_chats" VALUES('7','{"name":"编辑部"}');
CREATE TABLE "shelf_subscriptions" (key TEXT PRIMARY KEY, value BLOB);
INSERT INTO "shelf_subscriptions" VALUES('daily:-100123:0','{"chat":-100123,"topic":0,"at":"08:30","zone":"Asia/Shanghai","since":"2026-11-24T04:00:00+00:00","scope":"all","language":"en","paused":null}');
INSERT INTO "shelf_subscriptions" VALUES('listed:-100123','{}');
INSERT INTO "shelf_subscriptions" VALUES('daily:-100123:7','{"chat":-100123,"topic":7,"at":"07:00","zone":"America/New_York","since":"2026-11-24T04:00:00+00:00","scope":"daily","language":"zh","paused":"asked"}');
INSERT INTO "shelf_subscriptions" VALUES('daily:42:0','{"chat":42,"topic":0,"at":"08:30","zone":"Asia/Shanghai","since":"2026-11-24T04:00:00+00:00","scope":"all","language":"en","paused":null}');
INSERT INTO "shelf_subscriptions" VALUES('daily:43:0','{"chat":43,"title":"\u65e9\u5b89 \ud83d","scope":"all"}');
INSERT INTO "shelf_subscriptions" VALUES('daily:44:0','{"chat":44,');
CREATE INDEX ledger_state ON ledger (state, first);
CREATE INDEX ledger_first ON ledger (first);
CREATE INDEX ledger_chat ON ledger (chat, first);
CREATE INDEX ledger_untold ON ledger (first) WHERE told = 0;
COMMIT;
