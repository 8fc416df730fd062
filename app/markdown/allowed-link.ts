/**
 * Whether a link of a text may be followed: https, mail, a place on the same page, or a path of our own site. All else (javascript:, data:,
 * plain http, `//elsewhere`) stays text. Decided by what is allowed, since what is dangerous has no end.
 * @param href As written, or as markdown-it normalised it.
 */
export function isAllowedLink(href: string): boolean {
	// Browsers drop tabs, line ends and leading control characters before they read the scheme, and take a backslash for a slash.
	if (/[\p{Cc}\s\\]/u.test(href)) return false;
	if (/^https:\/\/[^/]/i.test(href)) return URL.canParse(href);
	if (/^mailto:[^@\s]+@[^@\s]+$/i.test(href)) return true;
	if (href.startsWith("#")) return true;
	return /^\/(?!\/)/.test(href);
}
