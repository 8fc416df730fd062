import { useFetcher, useLocation, useRouteLoaderData } from "react-router";
import type { loader } from "#app/root.tsx";

const nextTheme = { system: "light", light: "dark", dark: "system" } as const;
const words = { system: "Auto", light: "Light", dark: "Dark" } as const;

/** Goes round system, light, dark. A form, so that it works before scripts load. */
export function ThemeSwitch() {
	const fetcher = useFetcher();
	const location = useLocation();
	const theme = useRouteLoaderData<typeof loader>("root")?.theme ?? "system";
	const shown = (fetcher.formData?.get("theme") as keyof typeof nextTheme | null) ?? theme;
	return (
		<fetcher.Form method="post" action="/settings">
			<input type="hidden" name="theme" value={nextTheme[shown]} />
			<input type="hidden" name="returnTo" value={location.pathname + location.search} />
			<button type="submit" className="theme-switch" title={`Theme: ${words[shown]}. Press for ${words[nextTheme[shown]]}.`}>
				<span className="vh">Theme: </span>
				{words[shown]}
			</button>
		</fetcher.Form>
	);
}
