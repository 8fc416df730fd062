import { uptime } from "node:os";
import type { Services } from "#app/server/services.ts";

/**
 * The server's time as an interview needs it: it starts with the clock on the wall and then advances by the time since the machine
 * started, which counts sleep but knows no summer time, no correction and no hand that turns the clock. So setting the clock while an
 * interview runs neither ends it nor gives it more time.
 */
export function steadyClock(wall: () => number, uptimeMs: () => number): { now: () => Date } {
	const startedAt = wall();
	const uptimeAtStart = uptimeMs();
	let latest = startedAt;
	return {
		now: () => {
			latest = Math.max(latest, startedAt + Math.round(uptimeMs() - uptimeAtStart));
			return new Date(latest);
		},
	};
}

// Hot reloading evaluates modules again; the reference must be the first one of this process.
const holder = globalThis as typeof globalThis & { warmstartSteadyClock?: { now: () => Date } };

export function interviewNow({ clock }: Pick<Services, "clock">): Date {
	holder.warmstartSteadyClock ??= steadyClock(
		() => clock.now().getTime(),
		() => uptime() * 1000,
	);
	return holder.warmstartSteadyClock.now();
}
