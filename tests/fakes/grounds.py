"""What replies of tests rest on."""

from desk.ground import Ground

NO_PROVISION = Ground.none("Việc nội bộ, không có quy định")
