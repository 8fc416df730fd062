import { Link } from "react-router";
import styles from "#app/exercise/exercise.module.css";
import type { AfterPass } from "#app/exercise/workspace-view.ts";
import { CodeBlock } from "#app/markdown/prose.tsx";

/** What an interviewer would ask next, and one way to solve the exercise. */
export function AfterPassed({ after }: { after: AfterPass }) {
	return (
		<div className={styles.after}>
			{after.questions.length > 0 && (
				<>
					<h3>An interviewer would ask next</h3>
					<ul>
						{after.questions.map((question) => (
							<li key={question.id}>
								<Link to={`/questions/${question.id}`}>{question.title}</Link>
							</li>
						))}
					</ul>
				</>
			)}
			<details>
				<summary>See one way to do it</summary>
				{after.solution.map((file) => (
					<div key={file.path}>
						<p className="cap">{file.path}</p>
						<CodeBlock language={file.language} lines={file.lines} />
					</div>
				))}
			</details>
		</div>
	);
}
