import { Form, Link } from "react-router";
import styles from "#app/interview/mocks.module.css";
import type { PastView, TemplateView } from "#app/interview/mocks-view.server.ts";
import { modeRules, timeLabels } from "#app/interview/mode-words.ts";
import type { MarkdownNode } from "#app/markdown/markdown-node.ts";
import { Prose } from "#app/markdown/prose.tsx";
import { Button, ButtonLink } from "#app/ui/button.tsx";

export type MocksView = {
	templates: TemplateView[];
	chosen: (TemplateView & { brief: MarkdownNode[]; newId: string }) | null;
	past: PastView[];
	problem: string | null;
};

export function MocksPage({ view }: { view: MocksView }) {
	const running = view.past.filter(({ state }) => state.kind === "running");
	const earlier = view.past.filter(({ state }) => state.kind !== "running");
	return (
		<>
			{running.length > 0 && <Running list={running} />}
			{view.chosen ? (
				<StartForm chosen={view.chosen} problem={view.problem} />
			) : (
				<section>
					<h1>Sit a mock interview</h1>
					<p className={`prose ${styles.intro}`}>
						You answer in writing, against the clock, and mark yourself against the rubric that an interviewer would use. What you missed
						comes back for review.
					</p>
					{view.templates.length === 0 && (
						<p className="prose">There is no interview in the content folder yet. Add a Markdown file to content/interviews.</p>
					)}
					<ul className={styles.templates}>
						{view.templates.map((template) => (
							<li key={template.slug}>
								<div>
									<h2>
										<Link to={`/mock?template=${template.slug}`}>{template.title}</Link>
									</h2>
									<p>{template.summary}</p>
								</div>
								<Parts template={template} />
								<ButtonLink to={`/mock?template=${template.slug}`} aria-label={`Read the brief of ${template.title}`}>
									Read the brief
								</ButtonLink>
							</li>
						))}
					</ul>
				</section>
			)}
			{earlier.length > 0 && <Earlier list={earlier} />}
		</>
	);
}

function Running({ list }: { list: PastView[] }) {
	return (
		<section className={styles.running} aria-label="Interviews in progress">
			{list.map(({ id, title, on, mode, state }) => (
				<p key={id}>
					<ButtonLink kind="main" to={`/mock/${id}`}>
						Go on with {title}
					</ButtonLink>
					<span className="cap">
						Started {on}, {mode} mode, {state.kind === "running" ? state.left : ""}.
					</span>
				</p>
			))}
		</section>
	);
}

/** The parts to scale, with their minutes. */
function Parts({ template }: { template: TemplateView }) {
	return (
		<ol className={styles.parts} aria-label={`Parts, ${template.minutes} minutes in all`}>
			{template.parts.map((part, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the parts of a template never change their order
				<li key={index} style={{ flexGrow: part.minutes }}>
					<b>{part.title}</b>
					<span>
						{part.minutes} min, {part.what}
					</span>
				</li>
			))}
		</ol>
	);
}

function StartForm({ chosen, problem }: { chosen: NonNullable<MocksView["chosen"]>; problem: string | null }) {
	return (
		<section className={styles.start}>
			<p className="label">
				Mock interview, {chosen.minutes} minutes · <Link to="/mock">All interviews</Link>
			</p>
			<h1>{chosen.title}</h1>
			<Parts template={chosen} />
			<div className={styles.columns}>
				<div>
					<h2 className="vh">The brief</h2>
					<Prose nodes={chosen.brief} className={styles.brief} />
				</div>
				<Form method="post" className={styles.form}>
					<input type="hidden" name="id" value={chosen.newId} />
					<input type="hidden" name="template" value={chosen.slug} />
					<fieldset>
						<legend>While you are away</legend>
						{(["practice", "strict"] as const).map((mode) => (
							<label key={mode} className={styles.mode}>
								<input type="radio" name="mode" value={mode} defaultChecked={mode === "practice"} />
								<span>
									<b>{modeRules[mode].name}</b> {modeRules[mode].rule}
								</span>
							</label>
						))}
					</fieldset>
					<p className={styles.field}>
						<label htmlFor="time">Time</label>
						<select id="time" name="time" defaultValue="1">
							{timeLabels.map(({ value, label, factor }) => (
								<option key={value} value={value}>
									{factor === null ? "no limit" : `${Math.round(chosen.minutes * factor * 10) / 10} minutes, ${label}`}
								</option>
							))}
						</select>
					</p>
					<label className={styles.check}>
						<input type="checkbox" name="hideClock" value="on" /> Hide the clock. The key C still tells the time when asked.
					</label>
					<p className="cap">
						Five more minutes are one key away, as often as you need them. Nothing skips by itself, and every word is saved on this machine
						while you write.
					</p>
					{problem && <p className="verdict">{problem}</p>}
					<p className={styles.actions}>
						<Button kind="main">Start the clock</Button>
					</p>
				</Form>
			</div>
		</section>
	);
}

function Earlier({ list }: { list: PastView[] }) {
	return (
		<section className={styles.past}>
			<h2>Earlier ones</h2>
			<ul>
				{list.map(({ id, title, on, mode, state }) => (
					<li key={id}>
						<span className="cap">
							{on}, {mode}
						</span>
						<span className={styles.pastTitle}>
							{state.kind === "reported" ? (
								<Link to={`/mock/${id}/report`}>{title}</Link>
							) : state.kind === "toMark" ? (
								<Link to={`/mock/${id}`}>{title}</Link>
							) : (
								title
							)}
						</span>
						<span>
							{state.kind === "reported"
								? state.headline
								: state.kind === "toMark"
									? "Over, and waits for your marks."
									: "Written by another version of Warmstart."}
						</span>
					</li>
				))}
			</ul>
		</section>
	);
}
