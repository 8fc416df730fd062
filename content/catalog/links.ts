import type { ContentProblem } from "#content/catalog/catalog.ts";
import type { Drafts } from "#content/catalog/draft.ts";
import type { Exercise } from "#content/catalog/exercise.ts";
import type { InterviewTemplate } from "#content/catalog/interview.ts";
import type { Question } from "#content/catalog/question.ts";
import type { Path } from "#content/catalog/yaml-with-lines.ts";

export type Bank = { questions: Drafts<Question>; exercises: Drafts<Exercise>; interviews: Drafts<InterviewTemplate> };
type Link = { to: "questions" | "exercises"; id: string; path: Path };

/**
 * Holds the links between items. An item that names something without a file leaves the bank and is reported. A link to an item that
 * is broken itself is no second mistake: it is cut, and comes back when the other item is mended.
 */
export function settleLinks(bank: Bank, problems: ContentProblem[]): void {
	refuseDangling(bank.questions, questionLinks, bank, problems);
	refuseDangling(bank.exercises, exerciseLinks, bank, problems);
	refuseCycles(bank.questions, problems);
	refuseDangling(bank.interviews, interviewLinks, bank, problems);
	for (const draft of bank.questions.whole.values()) draft.value = withoutBrokenLinks(draft.value, bank);
	for (const draft of bank.exercises.whole.values()) {
		draft.value = { ...draft.value, questions: draft.value.questions.filter((id) => bank.questions.whole.has(id)) };
	}
	refuseBroken(bank, problems);
}

function questionLinks(question: Question): Link[] {
	const followUps = question.followUps.flatMap(({ question: id }, index): Link[] =>
		id === undefined ? [] : [{ to: "questions", id, path: ["followUps", index, "question"] }],
	);
	return [...followUps, ...question.exercises.map((id, index): Link => ({ to: "exercises", id, path: ["exercises", index] }))];
}

function exerciseLinks(exercise: Exercise): Link[] {
	return exercise.questions.map((id, index) => ({ to: "questions", id, path: ["questions", index] }));
}

function interviewLinks(interview: InterviewTemplate): Link[] {
	return interview.parts.flatMap((part, n): Link[] => {
		if (part.kind === "exercise") return [{ to: "exercises", id: part.exercise, path: ["parts", n, "exercise"] }];
		if (part.kind === "deepDive") return [{ to: "questions", id: part.question, path: ["parts", n, "question"] }];
		return part.questions.map((id, index) => ({ to: "questions", id, path: ["parts", n, "questions", index] }));
	});
}

function refuseDangling<T>(drafts: Drafts<T>, linksOf: (value: T) => Link[], bank: Bank, problems: ContentProblem[]): void {
	for (const [id, { value, file, lineOf }] of drafts.whole) {
		for (const link of linksOf(value).filter(({ to, id: target }) => !bank[to].seen.has(target))) {
			const noun = link.to === "questions" ? "question" : "exercise";
			problems.push({
				file,
				line: lineOf(link.path),
				message: `names the ${noun} "${link.id}", which does not exist`,
				cure: cureFor(link, bank),
			});
			drafts.whole.delete(id);
		}
	}
}

function cureFor({ to, id }: Link, bank: Bank): string {
	const words = id.split("-");
	const score = (other: string) => other.split("-").filter((word) => words.includes(word)).length;
	const near = [...bank[to].seen.keys()].filter((other) => score(other) > 0).toSorted((a, b) => score(b) - score(a));
	return near.length === 0
		? "Name one that exists, or remove the link."
		: `Name one that exists, for example ${near.slice(0, 3).join(", ")}.`;
}

/** Questions that always lead to one another would keep an interviewer going round for ever. */
function refuseCycles(questions: Drafts<Question>, problems: ContentProblem[]): void {
	const next = (id: string) =>
		(questions.whole.get(id)?.value.followUps ?? []).flatMap((followUp, index) =>
			followUp.when === "always" && followUp.question !== undefined ? [{ id: followUp.question, index }] : [],
		);
	const done = new Set<string>();
	const visit = (id: string, trail: string[]): void => {
		if (done.has(id)) return;
		for (const link of next(id)) {
			const start = [...trail, id].indexOf(link.id);
			const draft = questions.whole.get(id);
			if (start < 0) visit(link.id, [...trail, id]);
			else if (draft !== undefined) {
				const round = [...[...trail, id].slice(start), link.id].join(" → ");
				const line = draft.lineOf(["followUps", link.index, "question"]);
				problems.push({
					file: draft.file,
					line,
					message: `closes a circle of follow-ups: ${round}`,
					cure: "Cut it, or ask it only when a point was missed.",
				});
				questions.whole.delete(id);
			}
		}
		done.add(id);
	};
	for (const id of [...questions.whole.keys()]) visit(id, []);
}

function withoutBrokenLinks(question: Question, bank: Bank): Question {
	const followUps = question.followUps.flatMap((followUp) => {
		if (followUp.question === undefined || bank.questions.whole.has(followUp.question)) return [followUp];
		const { question: _, ...rest } = followUp;
		return rest.answer === undefined ? [] : [rest];
	});
	return { ...question, followUps, exercises: question.exercises.filter((slug) => bank.exercises.whole.has(slug)) };
}

/** An interview cannot do without one of its parts. */
function refuseBroken(bank: Bank, problems: ContentProblem[]): void {
	for (const [slug, { value, file, lineOf }] of bank.interviews.whole) {
		for (const link of interviewLinks(value).filter(({ to, id }) => !bank[to].whole.has(id))) {
			const message = `needs "${link.id}", which has a problem itself`;
			problems.push({ file, line: lineOf(link.path), message, cure: `Mend ${bank[link.to].seen.get(link.id)}.` });
			bank.interviews.whole.delete(slug);
		}
	}
}
