import type { ComponentProps } from "react";
import { Link } from "react-router";

type Kind = { kind?: "main" | "plain" | "quiet" };

export function Button({ kind = "plain", className = "", type = "submit", ...rest }: ComponentProps<"button"> & Kind) {
	return <button className={`btn ${className}`} data-kind={kind} type={type} {...rest} />;
}

/** A link that looks like the action it leads to. */
export function ButtonLink({ kind = "plain", className = "", ...rest }: ComponentProps<typeof Link> & Kind) {
	return <Link className={`btn ${className}`} data-kind={kind} {...rest} />;
}
