using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;

namespace Storage.Lite;

/// <summary>
/// Reads what values are encrypted with: one key, several by their numbers, or a password; each as it is, from a file
/// or from an environment variable. Messages never show one.
/// </summary>
internal static class EncryptionSettings
{
    private const string Key = "key";
    private const string Password = "password";
    private const string Keys = "keys";

    /// <summary>More than any key or password has; a file that is longer is another one.</summary>
    private const int SecretFileBytesMax = 64 * 1024;

    internal static void Read(StorageBuilder builder, StorageSettings? encryption, string path)
    {
        if (encryption is null)
        {
            throw NoKey(path);
        }

        (string Name, string Text)? key = FindSecret(encryption, Key);
        (string Name, string Text)? password = FindSecret(encryption, Password);
        IReadOnlyList<StorageSettings> keys = encryption.GetList(Keys);
        string? storeId = encryption.GetText("storeId");
        bool readsUnencrypted = encryption.GetFlag("readsUnencrypted") ?? false;
        encryption.ThrowIfUnknown();
        RequireOne(path, key?.Name, password?.Name, keys.Count > 0 ? Keys : null);
        if (password is null)
        {
            StorageKeyRing ring = key is { } one ? ReadKey(path, one) : ReadKeys(keys, $"{path}:{Keys}");
            _ = builder.UseOwnedEncryption(ring, storeId ?? "");
        }
        else if (storeId is null)
        {
            _ = builder.UsePassword(password.Value.Text.AsMemory());
        }
        else
        {
            throw new StorageConfigurationException(
                $"{path}:storeId", "a store with a password has a name of its own; leave it out");
        }

        if (readsUnencrypted)
        {
            builder.ReadUnencrypted();
        }
    }

    private static StorageConfigurationException NoKey(string path) => new(
        path,
        "it is on and has no key: set 'keyFile', 'keyVariable' or 'key' to 32 random bytes in Base64, 'keys' to "
        + "several of them, or 'passwordFile', 'passwordVariable' or 'password'");

    private static void RequireOne(string path, params ReadOnlySpan<string?> names)
    {
        string? found = null;
        foreach (string? name in names)
        {
            if (name is not null && found is not null)
            {
                throw new StorageConfigurationException(
                    path, $"it has both '{found}' and '{name}': one of them is the key");
            }

            found ??= name;
        }

        if (found is null)
        {
            throw NoKey(path);
        }
    }

    private static StorageKeyRing ReadKey(string path, (string Name, string Text) key)
    {
        var ring = new StorageKeyRing();
        Add(ring, 1, $"{path}:{key.Name}", key.Text, StorageKeyState.Active);
        return ring;
    }

    private static StorageKeyRing ReadKeys(IReadOnlyList<StorageSettings> keys, string path)
    {
        var ring = new StorageKeyRing();
        var ids = new HashSet<long>();
        int activeCount = 0;
        foreach (StorageSettings settings in keys)
        {
            long id = settings.GetNumber("id", min: 1, max: int.MaxValue)
                ?? throw new StorageConfigurationException(
                    $"{settings.Path}:id", "it is missing: the number that objects name their key by");
            StorageKeyState state = settings.GetChoice<StorageKeyState>("state") ?? StorageKeyState.DecryptOnly;
            (string Name, string Text) key = FindSecret(settings, Key)
                ?? throw new StorageConfigurationException(
                    settings.Path, "it has no key: set 'keyFile', 'keyVariable' or 'key'");
            settings.ThrowIfUnknown();
            if (!ids.Add(id))
            {
                throw new StorageConfigurationException($"{settings.Path}:id", $"another key has the number {id}");
            }

            activeCount += state == StorageKeyState.Active ? 1 : 0;
            Add(ring, (int)id, $"{settings.Path}:{key.Name}", key.Text, state);
        }

        return activeCount == 1
            ? ring
            : throw new StorageConfigurationException(
                path, $"{activeCount} of them have the state 'active', and one must: it encrypts new objects");
    }

    private static void Add(StorageKeyRing ring, int id, string path, string text, StorageKeyState state)
    {
        byte[] bytes = new byte[StorageKeyRing.KeyLength];
        if (!Convert.TryFromBase64String(text.Trim(), bytes, out int count) || count != bytes.Length)
        {
            throw new StorageConfigurationException(path, $"it is not {StorageKeyRing.KeyLength} bytes in Base64");
        }

        ring.Add(id, bytes, state);
        CryptographicOperations.ZeroMemory(bytes);
    }

    /// <summary>Finds a secret as it is, in a file, or in an environment variable; null when it is nowhere.</summary>
    private static (string Name, string Text)? FindSecret(StorageSettings settings, string name)
    {
        string inFile = $"{name}File";
        string inVariable = $"{name}Variable";
        string? text = settings.GetText(name);
        string? file = settings.GetText(inFile);
        string? variable = settings.GetText(inVariable);
        if (text is null && file is null && variable is null)
        {
            return null;
        }

        RequireOne(
            settings.Path,
            text is null ? null : name,
            file is null ? null : inFile,
            variable is null ? null : inVariable);
        return text is not null ? (name, text)
            : file is not null ? (inFile, ReadFile($"{settings.Path}:{inFile}", file))
            : (inVariable, ReadVariable($"{settings.Path}:{inVariable}", variable!));
    }

    private static string ReadVariable(string path, string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? text
            : throw new StorageConfigurationException(
                path, $"the environment has no variable '{variable}', or it is empty");

    private static string ReadFile(string path, string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            using var reader = new StreamReader(stream);
            char[] text = new char[SecretFileBytesMax];
            int count = reader.ReadBlock(text);
            if (count == text.Length)
            {
                throw new StorageConfigurationException(path, $"'{file}' is too long for a key or a password");
            }

            // Editors end the last line, and nobody sees that.
            ReadOnlySpan<char> secret = text.AsSpan(0, count).TrimEnd("\r\n");
            return secret.IsEmpty
                ? throw new StorageConfigurationException(path, $"'{file}' is empty")
                : secret.ToString();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageConfigurationException(path, $"it cannot be read: {exception.Message}", exception);
        }
    }
}
