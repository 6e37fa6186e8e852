using System;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Storage.Lite;

/// <summary>Adds stores to a host's services.</summary>
/// <remarks>Thread safety: as the collection: one thread.</remarks>
public static class StorageServiceCollectionExtensions
{
    /// <summary>Adds a store as the <see cref="IStorage"/> that is asked for by its name, and the first one also as
    /// the <see cref="IStorage"/> without a name.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name: the key of a keyed service.</param>
    /// <param name="configure">Sets up the store. It runs when the host starts, or at the first use.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddStorage(
        this IServiceCollection services, string name, Action<StorageBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, name, _ =>
        {
            var builder = new StorageBuilder();
            configure(builder);
            return builder;
        });
    }

    /// <summary>Adds a store from configuration. A wrong setting fails the start of the host.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name: the key of a keyed service.</param>
    /// <param name="section">The section; see <see cref="StorageConfiguration"/>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddStorage(
        this IServiceCollection services, string name, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Add(services, name, provider =>
            StorageConfiguration.Read(section, provider.GetService<StorageBackendCatalog>()));
    }

    /// <summary>
    /// Adds a store's cache as the <see cref="IDistributedCache"/>, in place of one that was added before, and as the
    /// one that is asked for by the store's name.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name that the store is added with.</param>
    /// <param name="options">How entries are kept; null means
    /// <see cref="StorageDistributedCacheOptions.Default"/>.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static IServiceCollection AddStorageDistributedCache(
        this IServiceCollection services, string name, StorageDistributedCacheOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        options ??= StorageDistributedCacheOptions.Default;
        options.Validate();
        return services
            .AddKeyedSingleton<IDistributedCache>(name, (provider, key) =>
                new StorageDistributedCache(provider.GetRequiredKeyedService<IStorage>(key), options))
            .AddSingleton(provider => provider.GetRequiredKeyedService<IDistributedCache>(name));
    }

    private static IServiceCollection Add(
        IServiceCollection services, string name, Func<IServiceProvider, StorageBuilder> makeBuilder)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        _ = services.AddOptions<StorageServiceOptions>(name)
            .Configure(options => options.MakeBuilder = makeBuilder)
            .ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<StorageServiceOptions>, StorageServiceValidation>();
        _ = services.AddKeyedSingleton<IStorage>(name, static (provider, key) => Open(provider, (string)key!));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IStorage>(name));
        return services;
    }

    private static IStorage Open(IServiceProvider provider, string name)
    {
        StorageServiceOptions options = provider
            .GetRequiredService<IOptionsMonitor<StorageServiceOptions>>().Get(name);
        // A container makes its services without waiting. Only a password needs that, once.
        return options.MakeBuilder(provider).BuildAsync().AsTask().GetAwaiter().GetResult();
    }
}
