// Imported before Monaco. Monaco writes <style> elements at run time, which the page's policy only lets through with the document's nonce;
// without it the editor would work, but without colours.
const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;

if (nonce) {
	const createElement = document.createElement.bind(document);
	document.createElement = ((name: string, options?: ElementCreationOptions) => {
		const element = createElement(name, options);
		if (element instanceof HTMLStyleElement) element.nonce = nonce;
		return element;
	}) as typeof document.createElement;
}
