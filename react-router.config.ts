import type { Config } from "@react-router/dev/config";

export default {
	appDirectory: "app",
	buildDirectory: "build",
	ssr: true,
	// Few routes and a local server: sending the whole manifest once beats asking for it link by link, and there is no endpoint to guard.
	routeDiscovery: { mode: "initial" },
} satisfies Config;
