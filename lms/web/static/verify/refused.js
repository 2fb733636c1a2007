/* What is not byte for byte as we would have written it is refused, with the reason as the message. */
export class Refused extends Error {}
