"""Numbers in addresses: as long as the database's are.

Starlette's own takes as many digits as are sent, of which Python refuses to make a number: a page
that is broken, where there is just no such case.
"""

from starlette.convertors import IntegerConvertor, register_url_convertor


class NumberConvertor(IntegerConvertor):
    regex = "[0-9]{1,19}"


register_url_convertor("int", NumberConvertor())
