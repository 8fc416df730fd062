import { reactRouter } from "@react-router/dev/vite";
import { defineConfig, type Plugin } from "vite";
import { refusal } from "./app/server/guard.ts";

/** In development Vite's own server answers first, so the same guard as in production stands in front of it. */
function guard(): Plugin {
	return {
		name: "warmstart:guard",
		configureServer(server) {
			server.middlewares.use((request, response, next) => {
				const refused = refusal(request, { hostnames: ["localhost", "127.0.0.1", "[::1]"] });
				if (!refused) return next();
				response.writeHead(refused.status, { "content-type": "text/plain; charset=utf-8" });
				response.end(refused.message);
			});
		},
	};
}

/** Monaco's TypeScript worker ships the declarations of the browser's DOM, which no Lambda handler has: 2.5 MB less without them. */
function trimMonacoLibs(): Plugin {
	return {
		name: "warmstart:trim-monaco-libs",
		enforce: "pre",
		transform(code, id) {
			if (!/monaco-editor.*typescript\/lib\/lib\.js/.test(id)) return null;
			// One assignment for each library, some of them quoted over several lines.
			const parts = code.split(/\n(?=libFileMap\["|export )/);
			return parts.filter((part) => !/^libFileMap\["lib\.(?:dom|webworker|scripthost)\b/.test(part)).join("\n");
		},
	};
}

export default defineConfig(({ command }) => ({
	plugins: [guard(), reactRouter()],
	server: { host: "127.0.0.1", port: Number(process.env.PORT ?? 3000), watch: { ignored: ["**/data/**", "**/workspace/**"] } },
	optimizeDeps: {
		exclude: ["better-sqlite3", "drizzle-orm", "isolated-vm"],
		include: [
			"react",
			"react/jsx-runtime",
			"react/jsx-dev-runtime",
			"react-dom",
			"react-dom/client",
			"react-router",
			"react-router/dom",
			"zod",
		],
	},
	worker: { format: "es" as const, plugins: () => [trimMonacoLibs()] },
	build: { assetsInlineLimit: 0 },
	...(command === "build"
		? // Bundling the server's dependencies makes a cold start three times shorter; what is native or spawns a binary stays outside.
			{ ssr: { noExternal: true as const, external: ["better-sqlite3", "isolated-vm", "esbuild"] } }
		: {}),
	environments: {
		ssr: {
			// Without this, React is loaded in development mode and React DOM in production, because imports run before NODE_ENV is set.
			...(command === "build" ? { define: { "process.env.NODE_ENV": JSON.stringify("production") } } : {}),
			build: { sourcemap: true, rolldownOptions: { input: "./app/server/main.ts" } },
		},
	},
}));
