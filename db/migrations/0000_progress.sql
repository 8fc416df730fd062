CREATE TABLE `draft_revisions` (
	`scope` text NOT NULL,
	`exercise` text NOT NULL,
	`revision` integer NOT NULL,
	`files` text NOT NULL,
	`saved_at` integer NOT NULL,
	`replaced_by` text NOT NULL,
	PRIMARY KEY(`scope`, `exercise`, `revision`)
);
--> statement-breakpoint
CREATE TABLE `drafts` (
	`scope` text NOT NULL,
	`exercise` text NOT NULL,
	`files` text NOT NULL,
	`revision` integer NOT NULL,
	`saved_at` integer NOT NULL,
	PRIMARY KEY(`scope`, `exercise`),
	CONSTRAINT "drafts_revision" CHECK("drafts"."revision" > 0)
);
--> statement-breakpoint
CREATE TABLE `interview_answers` (
	`interview` text NOT NULL,
	`item` text NOT NULL,
	`text` text NOT NULL,
	`revision` integer NOT NULL,
	`saved_at` integer NOT NULL,
	`marks` text,
	`marked_at` integer,
	PRIMARY KEY(`interview`, `item`),
	FOREIGN KEY (`interview`) REFERENCES `interviews`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `interview_events` (
	`interview` text NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`item` text,
	`payload` text,
	PRIMARY KEY(`interview`, `seq`),
	FOREIGN KEY (`interview`) REFERENCES `interviews`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `interviews` (
	`id` text PRIMARY KEY NOT NULL,
	`template` text NOT NULL,
	`plan` text NOT NULL,
	`mode` text NOT NULL,
	`total_ms` integer NOT NULL,
	`started_at` integer NOT NULL,
	`status` text NOT NULL,
	`finished_at` integer
);
--> statement-breakpoint
CREATE TABLE `question_views` (
	`question` text PRIMARY KEY NOT NULL,
	`first_opened_at` integer NOT NULL,
	`last_opened_at` integer NOT NULL,
	`first_revealed_at` integer,
	`last_revealed_at` integer
);
--> statement-breakpoint
CREATE TABLE `review_cards` (
	`question` text PRIMARY KEY NOT NULL,
	`due` integer NOT NULL,
	`stability` real NOT NULL,
	`difficulty` real NOT NULL,
	`elapsed_days` integer NOT NULL,
	`scheduled_days` integer NOT NULL,
	`learning_steps` integer NOT NULL,
	`reps` integer NOT NULL,
	`lapses` integer NOT NULL,
	`state` integer NOT NULL,
	`last_review` integer,
	`suspended_at` integer,
	`created_at` integer NOT NULL,
	`reason` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `review_cards_due` ON `review_cards` (`due`);--> statement-breakpoint
CREATE TABLE `review_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`question` text NOT NULL,
	`rating` integer NOT NULL,
	`state_before` text,
	`reviewed_at` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	`place` text NOT NULL,
	`undone_at` integer,
	CONSTRAINT "review_log_rating" CHECK("review_log"."rating" between 1 and 4)
);
--> statement-breakpoint
CREATE INDEX `review_log_question` ON `review_log` (`question`);--> statement-breakpoint
CREATE INDEX `review_log_reviewed_at` ON `review_log` (`reviewed_at`);--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `submission_runs` (
	`submission` integer PRIMARY KEY NOT NULL,
	`record` blob NOT NULL,
	FOREIGN KEY (`submission`) REFERENCES `submissions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `submissions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`idempotency_key` text NOT NULL,
	`scope` text NOT NULL,
	`exercise` text NOT NULL,
	`source` text NOT NULL,
	`files` text NOT NULL,
	`status` text NOT NULL,
	`passed` integer NOT NULL,
	`total` integer NOT NULL,
	`verdict` text NOT NULL,
	`seed` integer NOT NULL,
	`wall_ms` integer NOT NULL,
	`simulated_ms` integer NOT NULL,
	`created_at` integer NOT NULL,
	CONSTRAINT "submissions_passed" CHECK("submissions"."passed" between 0 and "submissions"."total")
);
--> statement-breakpoint
CREATE UNIQUE INDEX `submissions_idempotency_key_unique` ON `submissions` (`idempotency_key`);--> statement-breakpoint
CREATE INDEX `submissions_exercise` ON `submissions` (`exercise`,`scope`);