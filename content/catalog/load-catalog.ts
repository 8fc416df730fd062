import type { Catalog, ContentProblem, Topic } from "#content/catalog/catalog.ts";
import type { Drafts } from "#content/catalog/draft.ts";
import { type Bank, settleLinks } from "#content/catalog/links.ts";
import { loadExercises } from "#content/catalog/load-exercises.ts";
import { loadInterviews } from "#content/catalog/load-interviews.ts";
import { loadQuestions } from "#content/catalog/load-questions.ts";
import { loadTopics } from "#content/catalog/load-topics.ts";
import { type Level, levels } from "#content/catalog/question.ts";
import { onChange } from "#content/catalog/watch-folder.ts";

/**
 * Reads and checks everything in a content folder. Mistakes of authors are in `problems`, with file (relative to the folder) and line; they
 * never throw.
 * @throws When the folder itself cannot be read.
 */
export async function loadCatalog(contentFolder: string): Promise<Catalog> {
	return load(contentFolder, 0);
}

/** The catalog of a running server. With `watch` it follows the folder, so that an author sees a change by reloading the page. */
export async function openCatalog(
	contentFolder: string,
	{ watch = false }: { watch?: boolean } = {},
): Promise<{ current(): Catalog; close(): void }> {
	let catalog = await load(contentFolder, 0);
	if (!watch) return { current: () => catalog, close: () => {} };
	let version = 0;
	const close = onChange(contentFolder, async () => {
		version += 1;
		const latest = version;
		const loaded = await load(contentFolder, latest);
		// A slow load must not overwrite the one that began after it.
		if (latest === version) catalog = loaded;
	});
	return { current: () => catalog, close };
}

async function load(contentFolder: string, version: number): Promise<Catalog> {
	const problems: ContentProblem[] = [];
	const topics = await loadTopics(contentFolder, problems);
	const bank: Bank = {
		questions: await loadQuestions(contentFolder, topics, problems),
		exercises: await loadExercises(contentFolder, topics, version, problems),
		interviews: await loadInterviews(contentFolder, problems),
	};
	settleLinks(bank, problems);
	const place = placeIn(topics);
	return {
		topics,
		questions: sorted(bank.questions, (a, b) => place(a) - place(b) || b.importance - a.importance || compare(a.title, b.title)),
		exercises: sorted(bank.exercises, (a, b) => place(a) - place(b) || compare(a.title, b.title)),
		interviews: sorted(bank.interviews, (a, b) => a.minutes - b.minutes || compare(a.title, b.title)),
		problems: problems.toSorted((a, b) => compare(a.file, b.file) || a.line - b.line),
	};
}

function sorted<T>(drafts: Drafts<T>, order: (a: T, b: T) => number): Map<string, T> {
	const entries = [...drafts.whole].map(([id, draft]) => [id, draft.value] as const);
	return new Map(entries.toSorted(([, a], [, b]) => order(a, b)));
}

/** Where an item stands in the syllabus: by topic, then by level. */
function placeIn(topics: ReadonlyMap<string, Topic>): (item: { topic: string; level: Level }) => number {
	const order = new Map([...topics.keys()].map((slug, index) => [slug, index]));
	return ({ topic, level }) => (order.get(topic) ?? 0) * levels.length + levels.indexOf(level);
}

// By code unit, so that the order is the same under every locale.
function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
