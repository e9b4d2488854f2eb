//! The numbers of the key that simulated tokens are signed with, in base64url.
//!
//! Everybody can read it, so a signature made with it proves nothing outside a simulation. It is fixed because making
//! one needs more than the cryptography in use here offers, and because the same seed shall give the same tokens.

pub(super) const PUBLIC_EXPONENT: &str = "AQAB";

pub(super) const MODULUS: &str = concat!(
    "qYUdDTZ-RjGALzg8feHGu8H0TFv8gJ-Oc3cYWXKduE_IzAF2qaAqfBiv-o4iv8JmDgwy3hqmauxZjboMOZwtTQN5OLDbDxcJ",
    "ssRXAJ1HRdYtRgtnHHY3z3bTVL_WXnfPJqvSa-yDohOk2wh_JxzCEoSyZi7KFOz36yMskymvOnfyYVWpyHaz7Nrikl3_TeG8",
    "fqytKyuz64ykP8N8PihpMmbCUFgkB5DrgBEInKXcWVU0m1FeCXGukx__sGeVXwkZH5zEJzKQVzPaBDJd07PVPVRXh8qKz0j2",
    "X52fCtRQBpYh0lvMO_Iw_P4NGfafkxsk7UGVjAxJr83AvlCKOeclGw",
);

pub(super) const EXPONENT: &str = concat!(
    "JXvxOhg4INZWRVq2iZFQi_jtx6q5cUmWyrJleHXvKS-_M1kJf6WSb2FYHFuslGFshqOs5c7XyKHdhYjDpkOCAtsHRYFZ1wLd",
    "mqFuqYydk3QyC6B-2tzLJ31baoyG3tm4PRFWVJX2X3Lfi61bzG6__S9JcW3cMndZtK1Q8HORsygxj24u7YCOJu_NlKx27lnt",
    "FYXVRjBcF2AISLDAs0OVAgr-SmDrrNM_J6UNhVGIwSpJ6qtda49_hWgackfMZPlmjiZIi-zCwhTy0rrlLZxykxkxKsloef_u",
    "ZeJziaGsgnNa4l9-uilUysD1PnZDxAYAmzFcZBD-Eot6hE30Ix2jhQ",
);

pub(super) const FIRST_PRIME: &str = concat!(
    "1f21fgGcE8Ddeicg385Rw3UANMeMQEQ2hrHyio0hWYHRvEjpolT2QLLRZS51uxYndzeJHFW_J2URwQtdiuHctR7Qj2inqoVL",
    "Qb9n6E7n7FOjDmWAYnz8OTfJqfdX2cdlwa3vKyWlLdhdduUf9Z8rG-_bHlj8gO54lTWZTJi7e38",
);

pub(super) const SECOND_PRIME: &str = concat!(
    "ysx5oJh7d7NDst7k6ItJNvTUcS5k7gTEZgXaUU5OwIT-DpBRb-LwPUcDbm1iHP4flFX4vzeCmZtS1W5MWrHI82t5TFnBW3mj",
    "nNLBiiJhMGeJewWSskOu4-9GQTIGsTHKxC_dabz94V-5D_er5oOZCfeCZvURCTdPnzq7WVh2lGU",
);

pub(super) const FIRST_EXPONENT: &str = concat!(
    "mgxxuktYW5QNHKHMdbFmhQnWYyiAG8e_ZQn3a6ybpH7jSONIZdc6C2tveKKQmGUjdhxhtSc5XBfTRyByb8eXBkAvrf2OLiCV",
    "A7jSCZe8OBIhoPyLBtupC1vQ7m2kLZ_w7hPTyEDqf21yI2RgtIaoFw19tYQkCoEiB3A1csHEves",
);

pub(super) const SECOND_EXPONENT: &str = concat!(
    "JTEYwTYVtp8etEgibO9Wbwi5iUQ76FbheeBq6GxXDwGU4jDfboiNDH_ghjjzPGPygK6_nrncbrVInLHMuPlP5Cx6o2D2kAMf",
    "2VvheKbTciAa23_rJlw5T74LAVveVFLQX-hzT7gES3fVpbMDSJQr1eMZfC5HgIwvQwFvaHRL0u0",
);

pub(super) const COEFFICIENT: &str = concat!(
    "RSL_5W6CnL-1BGOp0cQ1V312g3P3KU2N3P7mgBgNymN9K7Y34Y-J10qAKuJSrAYSM_xIFtUWWZxsoLbIQN5GvzwFuJPMvlyZ",
    "18qS8CyyklnfBLd_eilNWGAdLI_ztUnufKzxCmigLY2uB1cb1W-AdVYjBcDDHszJNNpFCytmyvU",
);
