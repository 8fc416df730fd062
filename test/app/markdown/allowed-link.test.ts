import { describe, expect, it } from "vitest";
import { isAllowedLink } from "#app/markdown/allowed-link.ts";

describe("isAllowedLink", () => {
	it.each(["https://docs.aws.amazon.com/lambda/", "mailto:a@b.example", "#full", "/questions/sqs-poison-message", "/"])(
		"follows %s",
		(href) => {
			expect(isAllowedLink(href)).toBe(true);
		},
	);

	it.each([
		"javascript:alert(1)",
		"JaVaScRiPt:alert(1)",
		"java\nscript:alert(1)",
		"\u0001javascript:alert(1)",
		" javascript:alert(1)",
		"javascript&colon;alert(1)",
		"data:text/html,<script>alert(1)</script>",
		"data:image/svg+xml;base64,PHN2Zz4=",
		"vbscript:msgbox(1)",
		"file:///etc/passwd",
		"blob:https://a/b",
		"http://plain.example",
		"//elsewhere.example",
		"/\\elsewhere.example",
		"\\\\elsewhere.example",
		"/\t/elsewhere.example",
		"https:",
		"https:///nowhere",
		"questions/relative",
		"mailto:",
		"",
	])("leaves %j as text", (href) => {
		expect(isAllowedLink(href)).toBe(false);
	});
});
