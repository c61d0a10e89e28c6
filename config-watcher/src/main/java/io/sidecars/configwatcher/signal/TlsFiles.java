package io.sidecars.configwatcher.signal;

import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509ExtendedKeyManager;

/// Finds out before a connection is made whether the PEM files of an endpoint can be used, because a failed
/// handshake does not say which of them is wrong.
record TlsFiles(Vertx vertx) {

    /// @param options with the content of the files
    /// @throws UnusableException with the file that is to blame
    void check(ClientSSLOptions options) throws UnusableException {
        try {
            if (options.getTrustOptions() != null) {
                options.getTrustOptions().getTrustManagerFactory(vertx);
            }
        } catch (Exception e) { // declared so
            throw new UnusableException("the file of tls.ca contains no usable certificate");
        }
        if (options.getKeyCertOptions() != null) {
            checkKey(options);
        }
    }

    private void checkKey(ClientSSLOptions options) throws UnusableException {
        KeyManager[] managers;
        try {
            managers = options.getKeyCertOptions().getKeyManagerFactory(vertx).getKeyManagers();
        } catch (Exception e) { // declared so
            throw new UnusableException(
                    "the file of tls.key is no usable private key in PKCS#8, or that of tls.certificate no certificate");
        }
        if (Stream.of(managers).noneMatch(TlsFiles::hasPair)) {
            throw new UnusableException("the file of tls.key is not the key of the certificate in tls.certificate");
        }
    }

    private static boolean hasPair(KeyManager manager) {
        if (!(manager instanceof X509ExtendedKeyManager keys)) {
            return true; // it cannot be checked
        }
        return Stream.of("RSA", "EC", "EdDSA", "Ed25519", "RSASSA-PSS", "DSA")
                .map(type -> keys.getClientAliases(type, null))
                .flatMap(aliases -> aliases == null ? Stream.of() : Stream.of(aliases))
                .anyMatch(alias -> fit(keys.getPrivateKey(alias), keys.getCertificateChain(alias)[0]));
    }

    private static boolean fit(PrivateKey key, X509Certificate certificate) {
        try {
            PublicKey other = certificate.getPublicKey();
            String algorithm = switch (key.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> key.getAlgorithm();
            };
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            byte[] signed = signature.sign();
            signature.initVerify(other);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
