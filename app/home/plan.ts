import { capitalised, counted, inWords } from "#app/home/number-words.ts";

/** What the plan of a day is made of. All of it was done or scheduled; nothing is guessed. */
export type PlanFacts = {
	isFirstVisit: boolean;
	due: { count: number; topics: readonly { title: string; count: number }[]; longestDays: number };
	/** Cards graded today, in study or review. */
	gradedToday: { count: number; minutes: number };
	/** Tried and not passed, the one of late first; else the next untried. */
	exercise: { slug: string; title: string; level: string; minutes: number; state: "begun" | "new"; how: string } | null;
	exercisesPassedToday: readonly { slug: string; title: string }[];
	/** Next of the syllabus that were not read yet. */
	newQuestions: {
		count: number;
		firstId: string;
		firstTitle: string;
		topic: { slug: string; title: string };
		minutes: number;
		unread: number;
	} | null;
	/** The shortest interview, when none was sat of late; null when one was, or one is running. */
	mock: { title: string; minutes: number; summary: string; daysSinceLast: number | null } | null;
};

export type PlanRow = { id: string; done: boolean; title: string; href: string | null; why: string; minutes: number | null };

/** A card takes about three quarters of a minute: read, answer in one's head, reveal, compare. */
const minutesPerCard = 0.75;
export const mostDuePerSitting = 40;

/** The day in the order in which it does most good: what would be forgotten, then the hands, then what is new. */
export function planOfDay(facts: PlanFacts): PlanRow[] {
	return facts.isFirstVisit
		? waysToBegin(facts)
		: [...doneRows(facts), ...dueRow(facts), ...exerciseRow(facts), ...newRow(facts), ...mockRow(facts)];
}

function waysToBegin({ newQuestions, exercise, mock }: PlanFacts): PlanRow[] {
	const rows: PlanRow[] = [];
	if (newQuestions) {
		rows.push({
			id: "study",
			done: false,
			title: "Study a question",
			href: `/questions/${newQuestions.firstId}`,
			why: "Answer in your head, reveal, compare. What you grade comes back when you are about to forget it.",
			minutes: null,
		});
	}
	if (exercise) {
		rows.push({
			id: "exercise",
			done: false,
			title: `Write a handler: ${exercise.title}`,
			href: `/exercises/${exercise.slug}`,
			why: "A real Lambda handler, run against simulated traffic. You see what it did, not only whether it passed.",
			minutes: exercise.minutes,
		});
	}
	if (mock) {
		rows.push({
			id: "mock",
			done: false,
			title: "Sit a mock interview",
			href: "/mock",
			why: `${mock.title}, with a clock, follow-up questions and a report. Nobody listens but you.`,
			minutes: mock.minutes,
		});
	}
	return rows;
}

function doneRows({ gradedToday, exercisesPassedToday }: PlanFacts): PlanRow[] {
	const rows: PlanRow[] = exercisesPassedToday.map(({ slug, title }) => ({
		id: `passed-${slug}`,
		done: true,
		title,
		href: `/exercises/${slug}`,
		why: "Passed today.",
		minutes: null,
	}));
	if (gradedToday.count > 0) {
		const title = `${capitalised(counted(gradedToday.count, "card", "cards"))} graded`;
		rows.unshift({ id: "graded", done: true, title, href: null, why: "Today, in study and review.", minutes: gradedToday.minutes });
	}
	return rows;
}

function dueRow({ due }: PlanFacts): PlanRow[] {
	if (due.count === 0) return [];
	const minutes = Math.ceil(Math.min(due.count, mostDuePerSitting) * minutesPerCard);
	return [
		{
			id: "due",
			done: false,
			title: `${capitalised(counted(due.count, "card is", "cards are"))} due`,
			href: "/review",
			why: [topicWords(due.topics), waitWords(due.longestDays)].filter(Boolean).join(" "),
			minutes,
		},
	];
}

/** "Nine on event source mappings, six on cold starts, the rest mixed." */
function topicWords(topics: PlanFacts["due"]["topics"]): string {
	const [first, second, ...rest] = topics.toSorted((a, b) => b.count - a.count);
	if (!first) return "";
	if (!second) return `All on ${midSentence(first.title)}.`;
	const words = [
		`${capitalised(inWords(first.count))} on ${midSentence(first.title)}`,
		`${inWords(second.count)} on ${midSentence(second.title)}`,
	];
	return `${words.join(", ")}${rest.length > 0 ? ", the rest mixed" : ""}.`;
}

/** "Cold starts" inside a sentence is "cold starts"; "DynamoDB" and "REST and HTTP APIs" stay. */
function midSentence(title: string): string {
	return /^[A-Z][a-z]+(?:\s|$)/.test(title) && !/^(?:Lambda|Serverless and Lambda)/.test(title)
		? title.charAt(0).toLowerCase() + title.slice(1)
		: title;
}

function waitWords(longestDays: number): string {
	if (longestDays < 1) return "None has waited for a day.";
	return `The longest has waited for ${counted(longestDays, "day", "days")}.`;
}

function exerciseRow({ exercise }: PlanFacts): PlanRow[] {
	if (!exercise) return [];
	const { slug, title, level, minutes, state, how } = exercise;
	const why = state === "begun" ? `Exercise, ${level}. Continue: ${how}` : `Exercise, ${level}. ${how}`;
	return [{ id: "exercise", done: false, title, href: `/exercises/${slug}`, why, minutes }];
}

function newRow({ newQuestions }: PlanFacts): PlanRow[] {
	if (!newQuestions) return [];
	const { count, topic, unread, minutes, firstId, firstTitle } = newQuestions;
	const title = `${capitalised(counted(count, "new question", "new questions"))} on ${midSentence(topic.title)}`;
	const why = count === 1 ? firstTitle : `The next of the syllabus; ${inWords(unread)} in all are not read yet.`;
	return [
		{
			id: "new",
			done: false,
			title,
			href: count === 1 ? `/questions/${firstId}` : `/questions?topic=${topic.slug}&show=new`,
			why,
			minutes,
		},
	];
}

function mockRow({ mock }: PlanFacts): PlanRow[] {
	if (!mock) return [];
	const { daysSinceLast, title, summary, minutes } = mock;
	const last = daysSinceLast === null ? "You have not sat one yet." : `The last was ${counted(daysSinceLast, "day", "days")} ago.`;
	return [{ id: "mock", done: false, title: `Mock interview: ${title}`, href: "/mock", why: `${last} ${summary}`, minutes }];
}

/** "about 50 minutes" of what is left to do. */
export function minutesToGo(rows: readonly PlanRow[]): number {
	return rows.filter((row) => !row.done).reduce((sum, row) => sum + (row.minutes ?? 0), 0);
}
