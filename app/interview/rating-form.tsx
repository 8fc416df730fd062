import { Form } from "react-router";
import styles from "#app/interview/marking.module.css";
import { bandNames, bands, type Dimension, dimensionNames, dimensions } from "#app/interview/marks.ts";
import { Button } from "#app/ui/button.tsx";

const asks: Record<Dimension, string> = {
	communication: "Did the main thing come across, first and in plain words?",
	problemSolving: "Did you find a way through what you had not met before?",
	technicalDepth: "Did you go beyond the textbook, with numbers and trade-offs?",
	verification: "Did you show that it works, rather than say so?",
};

/** Before any mark is shown. Most people misjudge how they did, and the gap is worth more than the rating. */
export function RatingForm({ title, ended }: { title: string; ended: "timeRanOut" | "finished" | null }) {
	return (
		<section className={styles.rating}>
			<p className="label">{title}</p>
			<h1>{ended === "timeRanOut" ? "Time is over. How did it go?" : "That was it. How did it go?"}</h1>
			<p className="prose">
				Rate yourself before you see a single key point, as an interviewer would who has to write four words into a form. The report sets it
				beside the evidence. Leave out what you cannot say.
			</p>
			<Form method="post">
				{dimensions.map((dimension) => (
					<fieldset key={dimension} className={styles.dimension}>
						<legend>
							<span>{dimensionNames[dimension]}</span>
							<span className="cap">{asks[dimension]}</span>
						</legend>
						<div className={styles.choices}>
							{bands.map((band) => (
								<label key={band}>
									<input type="radio" name={dimension} value={band} />
									<span>{bandNames[band]}</span>
								</label>
							))}
						</div>
					</fieldset>
				))}
				<p className={styles.actions}>
					<Button kind="main" name="intent" value="rate">
						On to the marks
					</Button>
					<span className="cap">What you leave out is skipped.</span>
				</p>
			</Form>
		</section>
	);
}
