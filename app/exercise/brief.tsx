import { useMemo, useState } from "react";
import styles from "#app/exercise/exercise.module.css";
import type { WorkspaceView } from "#app/exercise/workspace-view.ts";
import type { MarkdownNode } from "#app/markdown/markdown-node.ts";
import { InlineProse, Prose } from "#app/markdown/prose.tsx";
import { Button } from "#app/ui/button.tsx";
import { Key } from "#app/ui/key.tsx";
import { useShortcuts } from "#app/ui/shortcuts.tsx";

/** What is asked for: story, task, what is given, and hints in steps. */
export function Brief({ view }: { view: WorkspaceView }) {
	return (
		<section className={styles.brief} aria-label="Brief">
			<h2>Story</h2>
			<Prose nodes={view.story} headingShift={2} />
			<h2>Task</h2>
			<Prose nodes={view.task} headingShift={2} />
			{view.given.length > 0 && (
				<>
					<h2>Given</h2>
					<Prose nodes={view.given} headingShift={2} />
				</>
			)}
			<Hints hints={view.hints} />
		</section>
	);
}

function Hints({ hints }: { hints: MarkdownNode[][] }) {
	const [shown, setShown] = useState(0);
	const left = hints.length - shown;
	useShortcuts(
		useMemo(
			() => [{ keys: "h", label: "Show a hint", run: () => setShown((before) => Math.min(hints.length, before + 1)) }],
			[hints.length],
		),
	);
	return (
		<div className={styles.hints}>
			<ol aria-live="polite">
				{hints.slice(0, shown).map((hint, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: a hint is known by its number
					<li key={index}>
						<InlineProse nodes={hint} />
					</li>
				))}
			</ol>
			<p className={styles.hintButton}>
				{left > 0 && (
					<Button type="button" onClick={() => setShown(shown + 1)}>
						Show a hint <Key>H</Key>
					</Button>
				)}
				<span>{left > 0 ? `${left} of ${hints.length} left. The last is not the solution.` : "That was the last hint."}</span>
			</p>
			<noscript>
				{hints.map((hint, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: a hint is known by its number
					<details key={index}>
						<summary>Hint {index + 1}</summary>
						<p>
							<InlineProse nodes={hint} />
						</p>
					</details>
				))}
			</noscript>
		</div>
	);
}
