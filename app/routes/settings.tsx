import { redirect } from "react-router";
import { z } from "zod";
import { readForm } from "#app/server/form.ts";
import { servicesContext } from "#app/server/services.ts";
import { Button } from "#app/ui/button.tsx";
import { Page } from "#app/ui/page.tsx";
import { getSettings, saveSettings } from "#db/index.ts";
import type { Route } from "./+types/settings";

/** Own paths only, so that a form cannot send a learner to another site. */
const ownPath = z
	.string()
	.regex(/^\/(?![/\\])[^\\]*$/)
	.max(500)
	.catch("/");

const settingsForm = z.strictObject({
	theme: z.enum(["system", "light", "dark"]).optional(),
	gradeButtons: z.enum(["2", "4"]).optional(),
	singleKeys: z.enum(["on", "off"]).optional(),
	interviewDate: z.union([z.literal(""), z.iso.date()]).optional(),
	returnTo: ownPath.optional(),
});

export async function action({ request, context }: Route.ActionArgs) {
	const { db } = context.get(servicesContext);
	const form = await readForm(request, settingsForm);
	saveSettings(db, {
		...(form.theme && { theme: form.theme }),
		...(form.gradeButtons && { gradeButtons: form.gradeButtons === "2" ? 2 : 4 }),
		...(form.singleKeys && { singleKeys: form.singleKeys === "on" }),
		...(form.interviewDate !== undefined && { interviewDate: form.interviewDate === "" ? null : form.interviewDate }),
	});
	return redirect(form.returnTo ?? "/settings");
}

export function loader({ context }: Route.LoaderArgs) {
	return getSettings(context.get(servicesContext).db);
}

export const meta: Route.MetaFunction = () => [{ title: "Settings · Warmstart" }];

export default function Settings({ loaderData: settings }: Route.ComponentProps) {
	return (
		<Page>
			<h1>Settings</h1>
			<form method="post" className="settings-form">
				<fieldset>
					<legend>Theme</legend>
					{(["system", "light", "dark"] as const).map((theme) => (
						<label key={theme}>
							<input type="radio" name="theme" value={theme} defaultChecked={settings.theme === theme} />{" "}
							{theme === "system" ? "as the system" : theme}
						</label>
					))}
				</fieldset>
				<fieldset>
					<legend>Grades in a review</legend>
					<label>
						<input type="radio" name="gradeButtons" value="2" defaultChecked={settings.gradeButtons === 2} /> two: missed, got it
					</label>
					<label>
						<input type="radio" name="gradeButtons" value="4" defaultChecked={settings.gradeButtons === 4} /> four: again, hard, good, easy
					</label>
				</fieldset>
				<fieldset>
					<legend>Keys of one letter</legend>
					<label>
						<input type="radio" name="singleKeys" value="on" defaultChecked={settings.singleKeys} /> on
					</label>
					<label>
						<input type="radio" name="singleKeys" value="off" defaultChecked={!settings.singleKeys} /> off
					</label>
				</fieldset>
				<fieldset>
					<legend>Day of your interview</legend>
					<label>
						<span className="vh">Date</span>
						<input type="date" name="interviewDate" defaultValue={settings.interviewDate ?? ""} />
					</label>
				</fieldset>
				<Button kind="main">Save</Button>
			</form>
		</Page>
	);
}
