//! Macros of the testkit.

use proc_macro::TokenStream;
use quote::quote;
use syn::{FnArg, ItemFn, Type, parse_macro_input};

/// Turns a story about a city into two tests, one per engine.
///
/// ```ignore
/// #[city_test]
/// fn a_lost_card_dies_and_the_id_lives(city: &mut TestCity) { … }
/// ```
///
/// The argument is a `&mut` of anything that implements `nabz_testkit::City`. An `async` story
/// runs on a runtime of its own.
#[proc_macro_attribute]
pub fn city_test(_: TokenStream, item: TokenStream) -> TokenStream {
    let story = parse_macro_input!(item as ItemFn);
    let Some(city) = city_type(&story) else {
        let message = "a story takes one argument: `city: &mut TestCity`";
        return syn::Error::new_spanned(&story.sig, message).to_compile_error().into();
    };
    let (name, notes) = (&story.sig.ident, &story.attrs);
    let (argument, block, asynchronous) =
        (&story.sig.inputs, &story.block, story.sig.asyncness.is_some());
    let output = &story.sig.output;
    let (marker, tell) = if asynchronous {
        (Some(quote!(async)), quote!(|city| ::nabz_testkit::wait_for(story(city))))
    } else {
        (None, quote!(|city| story(city)))
    };
    quote! {
        mod #name {
            use super::*;
            #(#notes)*
            #marker fn story(#argument) #output #block
            #[test]
            fn on_sqlite() #output {
                ::nabz_testkit::on_sqlite::<#city, _>(#tell)
            }
            #[test]
            fn on_postgres() #output {
                ::nabz_testkit::on_postgres::<#city, _>(#tell)
            }
        }
    }
    .into()
}

/// `TestCity` of `city: &mut TestCity`.
fn city_type(story: &ItemFn) -> Option<&Type> {
    let mut arguments = story.sig.inputs.iter();
    let (Some(FnArg::Typed(argument)), None) = (arguments.next(), arguments.next()) else {
        return None;
    };
    let Type::Reference(reference) = &*argument.ty else { return None };
    Some(&reference.elem)
}
