import styles from "#app/exercise/exercise.module.css";
import { checkGlyphs } from "#app/exercise/verdict-mark.ts";
import type { ShownCheck } from "#app/exercise/workspace-view.ts";
import { InlineProse } from "#app/markdown/prose.tsx";

const words = { passed: "passed", failed: "failed", notReached: "stopped before" } as const;

/** Every check with its outcome. A failed one is a button that shows its details beside the list. */
export function CheckList({ checks, opened, onOpen }: { checks: ShownCheck[]; opened: string | null; onOpen: (id: string) => void }) {
	return (
		<ol className={styles.checks}>
			{checks.map((check) => (
				<li key={check.id} data-status={check.status}>
					<span className="mark" role="img" aria-label={words[check.status]}>
						{checkGlyphs[check.status]}
					</span>
					<Title check={check} isOpened={check.id === opened} onOpen={onOpen} />
					<span className={styles.got}>{gotWords(check)}</span>
				</li>
			))}
		</ol>
	);
}

function Title({ check, isOpened, onOpen }: { check: ShownCheck; isOpened: boolean; onOpen: (id: string) => void }) {
	const text = <InlineProse nodes={check.titleNodes} />;
	if (check.status !== "failed") return <span>{text}</span>;
	return (
		<button type="button" aria-expanded={isOpened} aria-controls="check-detail" onClick={() => onOpen(check.id)}>
			{text}
		</button>
	);
}

/** Long values stand in the details only. */
function gotWords(check: ShownCheck): string {
	if (check.status === "notReached") return "stopped before";
	return check.actual.length > 24 ? "" : check.actual;
}
