import { Form, Link, useSubmit } from "react-router";
import { z } from "zod";
import { servicesContext } from "#app/server/services.ts";
import styles from "#app/study/browse.module.css";
import { browseQuestions, type QuestionGroup, type QuestionRow } from "#app/study/browse.server.ts";
import { type QuestionFilter, shownStatuses } from "#app/study/question-filter.ts";
import { Button } from "#app/ui/button.tsx";
import { Page } from "#app/ui/page.tsx";
import { levels } from "#content/index.ts";
import type { Route } from "./+types/questions";

/** An address that somebody mistyped shows everything rather than an error. */
const filterQuery = z.object({
	words: z.string().max(200).catch(""),
	level: z.enum(levels).nullable().catch(null),
	topic: z
		.string()
		.regex(/^[a-z0-9-]{1,64}$/)
		.nullable()
		.catch(null),
	show: z.enum(shownStatuses).catch("all"),
});

export function loader({ request, context }: Route.LoaderArgs) {
	const { db, catalog, clock } = context.get(servicesContext);
	const query = new URL(request.url).searchParams;
	const filter: QuestionFilter = filterQuery.parse({
		words: query.get("q") ?? "",
		level: query.get("level"),
		topic: query.get("topic"),
		show: query.get("show"),
	});
	return { filter, levels, ...browseQuestions(db, catalog(), filter, clock.now()) };
}

export const meta: Route.MetaFunction = () => [{ title: "Study · Warmstart" }];

export default function Questions({ loaderData }: Route.ComponentProps) {
	const { filter, groups, shown, all, seen, due } = loaderData;
	const filtered = filter.words !== "" || filter.level !== null || filter.topic !== null || filter.show !== "all";
	return (
		<Page>
			<div className={styles.top}>
				<h1>Study</h1>
				<p className="cap">
					{all} questions, {seen} of them read.{" "}
					{due > 0 ? <Link to="/review">{due === 1 ? "One card is due" : `${due} cards are due`}</Link> : "No card is due."}
				</p>
			</div>
			<Filters filter={filter} levels={loaderData.levels} topics={loaderData.topics} />
			<p className={`cap ${styles.found}`} role="status">
				{filtered && (
					<>
						<span>{shown === 1 ? "One question" : `${shown} questions`} of this choice.</span> <Link to="/questions">Show all</Link>
					</>
				)}
			</p>
			{groups.map((group) => (
				<Group key={group.topic.slug} group={group} />
			))}
			{shown === 0 && <Nothing all={all} show={filter.show} />}
		</Page>
	);
}

function Filters({
	filter,
	levels,
	topics,
}: {
	filter: QuestionFilter;
	levels: readonly string[];
	topics: { value: string; label: string }[];
}) {
	const submit = useSubmit();
	const choose = (event: React.ChangeEvent<HTMLSelectElement>) =>
		void submit(event.currentTarget.form, { replace: true, preventScrollReset: true });
	return (
		<Form method="get" role="search" className={styles.filters} key={JSON.stringify(filter)}>
			<label>
				Words
				<input type="search" name="q" defaultValue={filter.words} maxLength={200} placeholder="partial batch, 429, SnapStart" />
			</label>
			<label>
				Level
				<select name="level" defaultValue={filter.level ?? ""} onChange={choose}>
					<option value="">every level</option>
					{levels.map((level) => (
						<option key={level} value={level}>
							{level}
						</option>
					))}
				</select>
			</label>
			<label>
				Topic
				<select name="topic" defaultValue={filter.topic ?? ""} onChange={choose}>
					<option value="">every topic</option>
					{topics.map((topic) => (
						<option key={topic.value} value={topic.value}>
							{topic.label}
						</option>
					))}
				</select>
			</label>
			<label>
				Show
				<select name="show" defaultValue={filter.show} onChange={choose}>
					<option value="all">all</option>
					<option value="new">not read yet</option>
					<option value="due">due for review</option>
					<option value="seen">read before</option>
				</select>
			</label>
			<Button>Find</Button>
		</Form>
	);
}

function Group({ group: { topic, rows } }: { group: QuestionGroup }) {
	return (
		<section className={styles.group} aria-labelledby={`topic-${topic.slug}`}>
			<div>
				<h2 id={`topic-${topic.slug}`}>{topic.title}</h2>
				<p className="cap">{topic.summary}</p>
			</div>
			<ul>
				{rows.map((row) => (
					<Row key={row.id} row={row} />
				))}
			</ul>
		</section>
	);
}

function Row({ row }: { row: QuestionRow }) {
	return (
		<li className={styles.row} data-status={row.status}>
			<Link to={`/questions/${row.id}`}>{row.title}</Link>
			<span>{row.level}</span>
			<span className={styles.minutes}>{row.minutes} min</span>
			<span className={styles.when}>{row.label || "new"}</span>
		</li>
	);
}

function Nothing({ all, show }: { all: number; show: QuestionFilter["show"] }) {
	return (
		<div className={`prose ${styles.empty}`}>
			<p>
				{all === 0 &&
					"There are no questions here yet. They are Markdown files in content/questions; the terminal names those that could not be read."}
				{all > 0 && show === "due" && "No card of this choice is due. What you grade comes back here when it is time."}
				{all > 0 && show !== "due" && "No question fits this choice. Fewer words, or another level, will find more."}
			</p>
			{all > 0 && (
				<p>
					<Link to="/questions">Show all questions</Link>
				</p>
			)}
		</div>
	);
}
