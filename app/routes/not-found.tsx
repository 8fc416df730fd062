export function loader(): never {
	throw new Response("There is nothing at this address. It may be old or mistyped.", { status: 404 });
}

export default function NotFound() {
	return null;
}
