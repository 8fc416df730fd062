import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { TrafficPanel } from "#app/traffic/traffic-panel.tsx";
import type { Report } from "#sandbox/index.ts";
import { anInvocation, aReport } from "../../support/a-report.ts";
import { aMessage, aQueue } from "../../support/a-report-of-traffic.ts";

const html = (parts: Partial<Report>, item?: string) =>
	renderToStaticMarkup(
		createElement(TrafficPanel, {
			report: aReport(parts),
			moment: item === undefined ? null : { at: 0, invocation: null, environment: null, item },
			onMoment: () => {},
		}),
	);
const messages = (count: number) =>
	Array.from({ length: count }, (_, n) =>
		aMessage({ id: `id-${n}`, body: `order ${n + 1}`, sentAt: n, invocations: [1], state: n === 29 ? "expired" : "deleted" }),
	);

describe("the panel of traffic, as the server renders it", () => {
	it("is not there for a run without any", () => {
		expect(html({ invocations: [anInvocation({ n: 1 })] })).toBe("");
	});

	it("is details in details, so that it opens without scripts, and links to the table of the timeline", () => {
		const page = html({ invocations: [anInvocation({ n: 1 })], queues: [aQueue({ name: "Orders", sent: 1, messages: messages(1) })] });
		expect(page).toContain('<details class="');
		expect(page).toContain("<h3>Messages of Orders</h3>");
		expect(page).toContain('<details id="message-1-1">');
		expect(page).toContain('href="#row-invocation-1"');
	});

	it("shows 25 rows of many and says how many there are", () => {
		const page = html({ queues: [aQueue({ name: "Orders", sent: 60, messages: messages(60) })] });
		expect(page.match(/<details id="message-/g)).toHaveLength(25);
		expect(page).toContain("1 to 25 of 60 messages");
		expect(page).toContain("went wrong, 1");
	});

	it("turns to the page of an item that was chosen elsewhere, and marks its row", () => {
		const page = html({ queues: [aQueue({ name: "Orders", sent: 60, messages: messages(60) })] }, "message-1-30");
		expect(page).toContain("26 to 50 of 60 messages");
		expect(page).toMatch(/data-hot="true"><details id="message-1-30"/);
	});

	it("keeps markup in a body as text", () => {
		expect(html({ queues: [aQueue({ name: "Orders", messages: [aMessage({ body: "<img src=x>" })] })] })).not.toContain("<img");
	});
});
