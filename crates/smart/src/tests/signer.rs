//! A program that holds keys and signs with them, rightly or wrongly.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RsaEncoding, RsaKeyPair,
};
use serde_json::{Value, json};

/// A key that nothing but these stories trusts.
const RSA: &str = include_str!("rsa-2048.pkcs8.base64");

pub(super) enum Key {
    Rsa(RsaKeyPair, &'static dyn RsaEncoding),
    Ec(EcdsaKeyPair),
}

pub(super) struct Signer {
    pub(super) kid: &'static str,
    pub(super) alg: &'static str,
    key: Key,
}

impl Signer {
    pub(super) fn new(alg: &'static str) -> Self {
        let ec = |how: &'static EcdsaSigningAlgorithm| {
            let random = SystemRandom::new();
            let drawn = EcdsaKeyPair::generate_pkcs8(how, &random).unwrap();
            Key::Ec(EcdsaKeyPair::from_pkcs8(how, drawn.as_ref(), &random).unwrap())
        };
        let rsa = |how: &'static dyn RsaEncoding| {
            let der = STANDARD.decode(RSA.split_whitespace().collect::<String>()).unwrap();
            Key::Rsa(RsaKeyPair::from_pkcs8(&der).unwrap(), how)
        };
        let (kid, key) = match alg {
            "RS256" => ("r2", rsa(&RSA_PKCS1_SHA256)),
            "RS384" => ("r3", rsa(&RSA_PKCS1_SHA384)),
            "ES256" => ("e2", ec(&ECDSA_P256_SHA256_FIXED_SIGNING)),
            _ => ("e3", ec(&ECDSA_P384_SHA384_FIXED_SIGNING)),
        };
        Self { kid, alg, key }
    }

    /// Its public half.
    pub(super) fn jwk(&self) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match &self.key {
            Key::Rsa(pair, _) => {
                let PublicKeyComponents { n, e } =
                    PublicKeyComponents::<Vec<u8>>::from(pair.public());
                json!({"kty": "RSA", "kid": self.kid, "n": text(&n), "e": text(&e)})
            }
            Key::Ec(pair) => {
                let point = &pair.public_key().as_ref()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                let crv = if x.len() == 32 { "P-256" } else { "P-384" };
                json!({"kty": "EC", "crv": crv, "kid": self.kid, "x": text(x), "y": text(y)})
            }
        }
    }

    pub(super) fn jwks(&self) -> String {
        json!({"keys": [self.jwk()]}).to_string()
    }

    /// A signed token of this header and these claims.
    pub(super) fn signs(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let said = format!("{}.{}", part(header), part(claims));
        let random = SystemRandom::new();
        let signature = match &self.key {
            Key::Rsa(pair, how) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(*how, &random, said.as_bytes(), &mut signature).unwrap();
                signature
            }
            Key::Ec(pair) => pair.sign(&random, said.as_bytes()).unwrap().as_ref().to_vec(),
        };
        format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    pub(super) fn header(&self) -> Value {
        json!({"alg": self.alg, "kid": self.kid, "typ": "JWT"})
    }
}
