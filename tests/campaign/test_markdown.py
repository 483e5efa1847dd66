"""Staff texts become HTML, however many readers come at once."""

import subprocess
import sys

FIRST_READER = """
from mdurl import _decode, _encode
from campaign.kit.markdown import to_html
tables = [*_encode.encode_cache, *_decode.decode_cache]
to_html("[a](/b?c=d) <https://example.org/e>", values={}, addresses={})
assert tables == [*_encode.encode_cache, *_decode.decode_cache], "filled while somebody reads"
"""


def test_the_first_readers_of_a_new_process_may_come_together():
    """The library fills its tables when first asked, and answers from half of one to whoever asks meanwhile."""
    subprocess.run([sys.executable, "-c", FIRST_READER], check=True)
