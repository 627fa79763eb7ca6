"""Requests that a server cannot read, byte for byte, and one that sends them."""

import socket

FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=xx"
# As a browser that has seen a page sends it: with a cookie the body is looked at.
COOKIE = "csrf=abcdefghijklmnopqrstuvwxyzabcdef"
CODE = "zq7kq4m2xwpbtnqq7kq4m2xwpb"
TOO_MANY, TOO_LARGE = 1_002, 1_100_000
CHUNKED = "Transfer-Encoding: chunked\r\n"


def compose(
    body: bytes = b"a=1", kind: str = FORM, length: str | None = "", more: str = ""
) -> bytes:
    """Return a POST; its length is the body's unless said otherwise, or left out if None."""
    promised = "" if length is None else f"Content-Length: {length or len(body)}\r\n"
    head = (
        f"POST /r/{CODE} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {COOKIE}\r\n"
        f"Content-Type: {kind}\r\n{promised}{more}\r\n"
    )
    return head.encode("latin-1") + body


def _part(name: str, value: str, more: str = "") -> bytes:
    disposition = f'Content-Disposition: form-data; name="{name}"'
    return f"--xx\r\n{disposition}{more}\r\n\r\n{value}\r\n".encode()


END = b"--xx--\r\n"
FILE = '; filename="f"'
FOREIGN_CHARSET = compose(kind=f"{FORM}; charset=latin-1")
UNREADABLE = {
    "foreign charset": FOREIGN_CHARSET,
    "unknown charset": compose(kind=f"{FORM}; charset=klingon"),
    "charset that is no text": compose(kind=f"{FORM}; charset=hex"),
    "charset in no encoding": compose(kind=f"{FORM}; charset*=klingon''utf-8"),
    "charset of a zero byte": compose(kind=f"{FORM}; charset*=utf-8''%00"),
    "foreign charset of parts": compose(_part("a", "1") + END, f"{PARTS}; charset=utf-16"),
    "undefined charset of parts": compose(_part("a", "1") + END, f"{PARTS}; charset=undefined"),
    "no boundary": compose(_part("a", "1"), "multipart/form-data"),
    "boundary beyond ASCII": compose(_part("a", "1"), "multipart/form-data; boundary=\xe9"),
    "other boundary": compose(_part("a", "1"), "multipart/form-data; boundary=yy"),
    "broken base64": compose(
        _part("a", "A===%", f"{FILE}\r\nContent-Transfer-Encoding: base64") + END, PARTS
    ),
    "large header of a part": compose(_part("a", "1", f"\r\nX: {'y' * 5000}") + END, PARTS),
    "too many parts": compose(_part("a", "1") * TOO_MANY + END, PARTS),
    "too many files": compose(_part("a", "1", FILE) * 102 + END, PARTS),
    "large part": compose(_part("a", "y" * TOO_LARGE) + END, PARTS),
    "large file": compose(_part("a", "y" * 3 * TOO_LARGE, FILE) + END, PARTS),
    "too many fields": compose(b"&".join([b"a=1"] * TOO_MANY)),
    "too many bytes": compose(b"a=" + b"y" * TOO_LARGE),
    "cut short": compose(length="5000"),
    "parts cut short": compose(_part("a", "1"), PARTS, length="5000"),
    "in chunks": compose(b"3\r\na=1\r\n0\r\n\r\n", length=None, more=CHUNKED),
    "in broken chunks": compose(b"zz\r\na=1\r\n0\r\n\r\n", length=None, more=CHUNKED),
    "in cut chunks": compose(b"3\r\na=", length=None, more=CHUNKED),
    "in chunks with a length": compose(b"3\r\na=1\r\n0\r\n\r\n", length="3", more=CHUNKED),
    "no length": compose(length=None),
    "length below zero": compose(length="-5"),
    "length in words": compose(length="five"),
    "huge length": compose(length="9" * 30),
    "endless length": compose(length="9" * 5000),
    "broken percent signs": compose(b"a=%zz&b=%&c=%ff%fe&%e4=%00"),
    "bytes that are no text": compose(b"a=\xe9\xff\x00"),
    "foreign host": FOREIGN_CHARSET.replace(b"127.0.0.1", b"elsewhere.example"),
    "no method": f"G\xc3 /r/{CODE} HTTP/1.1\r\n\r\n".encode("latin-1"),
    "no address": f"GET http://[/r/{CODE} HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
    "bytes in an address": f"GET /r/{CODE}%ff\xe9 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode(),
    "too many asked": compose().replace(b" HTTP", b"?" + b"a=1&" * TOO_MANY + b" HTTP", 1),
    "too many asked in a foreign charset": FOREIGN_CHARSET.replace(
        b" HTTP", b"?" + b"a=1&" * TOO_MANY + b" HTTP", 1
    ),
}


def send(port: int, request: bytes) -> tuple[int, set[str]]:
    """Send it, say no more, and read to the end: status and names of headers; 0 is no answer."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            # Refused before everything was sent; the answer is there all the same.
            pass
        try:
            while piece := connection.recv(65536):
                answer += piece
        except ConnectionResetError:
            pass
    first, *lines = answer.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    status = int(first.split(" ")[1]) if first else 0
    return status, {line.partition(":")[0].lower() for line in lines}
