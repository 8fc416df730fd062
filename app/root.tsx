import { useEffect, useMemo, useRef } from "react";
import {
	isRouteErrorResponse,
	Links,
	Meta,
	Outlet,
	Scripts,
	ScrollRestoration,
	useLocation,
	useNavigate,
	useRouteLoaderData,
} from "react-router";
import { nonceContext } from "#app/server/nonce.ts";
import { requestMiddleware } from "#app/server/request-middleware.ts";
import { servicesContext } from "#app/server/services.ts";
import { Patterns } from "#app/ui/patterns.tsx";
import { ShortcutProvider, useShortcuts } from "#app/ui/shortcuts.tsx";
import { getSettings } from "#db/index.ts";
import type { Route } from "./+types/root";
import "#app/styles/site.css";

export const middleware: Route.MiddlewareFunction[] = [requestMiddleware];

export function loader({ context }: Route.LoaderArgs) {
	const settings = getSettings(context.get(servicesContext).db);
	return { nonce: context.get(nonceContext), theme: settings.theme, singleKeys: settings.singleKeys };
}

export const meta: Route.MetaFunction = () => [
	{ title: "Warmstart: walk into your serverless interview warm" },
	{ name: "description", content: "Questions, hands-on exercises and mock interviews for AWS Lambda and serverless, on your own machine." },
];

export const links: Route.LinksFunction = () => [{ rel: "icon", href: "/favicon.svg", type: "image/svg+xml" }];

/** Browsers hide nonces from scripts, so the client reads back the one in force instead of the empty string it was sent. */
function useNonce(): string | undefined {
	const fromServer = useRouteLoaderData<typeof loader>("root")?.nonce;
	if (typeof document === "undefined") return fromServer;
	return document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
}

export function Layout({ children }: { children: React.ReactNode }) {
	const nonce = useNonce();
	const theme = useRouteLoaderData<typeof loader>("root")?.theme ?? "system";
	return (
		<html lang="en" data-theme={theme === "system" ? undefined : theme}>
			<head>
				<meta charSet="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="color-scheme" content="light dark" />
				<Meta />
				<Links nonce={nonce} />
			</head>
			<body>
				<a className="vh" href="#main">
					Skip to content
				</a>
				<Patterns />
				{children}
				<ScrollRestoration nonce={nonce} />
				<Scripts nonce={nonce} />
			</body>
		</html>
	);
}

/** After a client-side navigation focus goes to the new page, as it would after a full load. */
function useFocusOnNavigation(): void {
	const { pathname } = useLocation();
	const first = useRef(true);
	// biome-ignore lint/correctness/useExhaustiveDependencies: the effect belongs to a change of the path
	useEffect(() => {
		if (first.current) {
			first.current = false;
			return;
		}
		document.getElementById("main")?.focus({ preventScroll: true });
	}, [pathname]);
}

function GoToShortcuts() {
	const navigate = useNavigate();
	useShortcuts(
		useMemo(
			() => [
				{ keys: "g h", label: "Go to Today", run: () => void navigate("/") },
				{ keys: "g s", label: "Go to Study", run: () => void navigate("/questions") },
				{ keys: "g r", label: "Go to Review", run: () => void navigate("/review") },
				{ keys: "g e", label: "Go to Exercises", run: () => void navigate("/exercises") },
				{ keys: "g m", label: "Go to Mock", run: () => void navigate("/mock") },
				{ keys: "g p", label: "Go to Progress", run: () => void navigate("/progress") },
			],
			[navigate],
		),
	);
	return null;
}

export default function App({ loaderData }: Route.ComponentProps) {
	useFocusOnNavigation();
	return (
		<ShortcutProvider enabled={loaderData.singleKeys}>
			<GoToShortcuts />
			<Outlet />
		</ShortcutProvider>
	);
}

/** The last boundary: a page that does not exist, a refused action, or our own fault. Says what to do next; never shows a stack. */
export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
	const missing = isRouteErrorResponse(error) && error.status === 404;
	const known = isRouteErrorResponse(error) && typeof error.data === "string" && error.data !== "" ? error.data : null;
	return (
		<div className="page">
			<main id="main" className="prose" style={{ paddingBlockStart: "4rem" }}>
				<h1>{missing ? "There is no page here." : "Something went wrong on our side."}</h1>
				<p>
					{known ??
						(missing
							? "The address may be old or mistyped."
							: "Nothing you saved is lost. Reload the page; if it happens again, the terminal that runs Warmstart says more.")}
				</p>
				<p>
					<a href="/">Back to Today</a>
				</p>
			</main>
		</div>
	);
}
