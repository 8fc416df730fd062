import styles from "#app/editor/editor.module.css";
import type { CodeToken } from "#app/markdown/markdown-node.ts";

/** Code to read: numbered lines in the colours of their tokens. What the server draws before Monaco is there. */
export function StaticCode({ lines, label }: { lines: readonly CodeToken[][]; label: string }) {
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
		// biome-ignore lint/a11y/useSemanticElements: a section would be a landmark for each file
		<pre className={`code ${styles.static}`} tabIndex={0} role="region" aria-label={label}>
			{lines.map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its number
				<span key={index} className={styles.line} data-n={index + 1}>
					{line.map((token, at) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: tokens stand in the order of the line
						<span key={at} className={token.kind}>
							{token.text}
						</span>
					))}
					{"\n"}
				</span>
			))}
		</pre>
	);
}
