using System;
using Microsoft.Extensions.Options;

namespace Storage.Lite;

/// <summary>Reads a store's settings when the host starts, without opening the store.</summary>
internal sealed class StorageServiceValidation(IServiceProvider provider) : IValidateOptions<StorageServiceOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageServiceOptions options)
    {
        try
        {
            StorageBuilder builder = options.MakeBuilder(provider);
            builder.WipeKeys();
            builder.ThrowIfIncomplete();
            return ValidateOptionsResult.Success;
        }
        catch (Exception exception) when (exception is StorageConfigurationException or InvalidOperationException
            or ArgumentException)
        {
            return ValidateOptionsResult.Fail($"Storage '{name}': {exception.Message}");
        }
    }
}
