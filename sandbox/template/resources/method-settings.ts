import type { StackApi, StackThrottle } from "#sandbox/stack/api.ts";
import type { Properties } from "../properties.ts";

/**
 * MethodSettings of a stage of a REST API: throttles of methods, or of all (L301).
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.html
 */
export function applyMethodSettings(api: StackApi, properties: Properties): void {
	for (const setting of properties.parts("MethodSettings")) {
		const method = (setting.text("HttpMethod") ?? "*").toUpperCase();
		// A path is written with `~1` in place of the slashes behind the first one: `/~1orders~1{id}`; `/*` is every one.
		const written = setting.text("ResourcePath") ?? "/*";
		const path = written === "/*" ? undefined : written.slice(1).replaceAll("~1", "/").replace(/^\/?/, "/");
		const throttle = readThrottle(setting);
		setting.ignore("LoggingLevel", "MetricsEnabled", "DataTraceEnabled", "CacheTtlInSeconds", "CacheDataEncrypted");
		if (setting.flag("CachingEnabled", false))
			setting.skip(setting.at.line, `CachingEnabled of ${properties.owner}`, "Responses are not cached.");
		setting.done();
		if (!throttle) continue;
		if (path === undefined && method === "*") api.throttle = throttle;
		else
			for (const route of api.routes)
				if ((path === undefined || route.path === path) && (method === "*" || route.method === method)) route.throttle = throttle;
	}
}

/** RouteSettings of a stage of an HTTP or WebSocket API, by route key. */
export function applyRouteSettings(api: StackApi, properties: Properties): void {
	for (const [key, setting] of properties.partsByName("RouteSettings")) {
		const throttle = readThrottle(setting);
		setting.ignore("LoggingLevel", "DetailedMetricsEnabled", "DataTraceEnabled");
		setting.done();
		for (const route of api.routes) {
			const named = route.path === "$default" ? "$default" : `${route.method} ${route.path}`.trim();
			if (throttle && named === key) route.throttle = throttle;
		}
	}
}

function readThrottle(setting: Properties): StackThrottle | undefined {
	const rate = setting.number("ThrottlingRateLimit");
	const burst = setting.number("ThrottlingBurstLimit");
	return rate === undefined || burst === undefined ? undefined : { ratePerSecond: rate, burst };
}
