import type { Fault } from "#app/editor/fault.ts";
import type { ShownRun } from "#app/exercise/workspace-view.ts";

/** The lines that a run's errors came from, each once, with what happened there and how often. */
export function faultsOf(run: ShownRun | null): Fault[] {
	if (!run) return [];
	const found = new Map<string, Fault & { count: number }>();
	const add = (place: { file: string; line: number } | undefined, text: string) => {
		if (!place) return;
		const id = `${place.file}:${place.line}:${text}`;
		const known = found.get(id);
		if (known) known.count++;
		else found.set(id, { file: place.file, line: place.line, text, count: 1 });
	};
	for (const invocation of run.report?.invocations ?? []) {
		if (invocation.error) add(invocation.error.place, `${invocation.error.errorType} here`);
	}
	if (found.size === 0) add(run.verdict.problem?.place, run.verdict.problem?.title ?? "");
	return [...found.values()].map(({ file, line, text, count }) => ({ file, line, text: count === 1 ? text : `${text}, ${count} times` }));
}
