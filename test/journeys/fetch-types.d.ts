/** The client is written for browsers, whose types have this name; those of Node leave it out. */
type BodyInit = NonNullable<RequestInit['body']>;
